import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPharmacyDrugSubstitutesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPharmacyAllowLine,
  hisPharmacyRefuseLine,
  hisPharmacySubstituteLine,
} from '@/kernel/api/sdk.gen'
import type { DispensingItemOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Field,
  NumberField,
  Panel,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import type { Take } from './picking'
import { show, units } from './quantity'

/** Another lot, a part only, a substitute, or back to the doctor. */
export function LineActs({
  item,
  doctor,
  picked,
  onPick,
  onClose,
}: {
  item: DispensingItemOut
  doctor: string
  picked: Take[]
  onPick: (lots: Take[]) => void
  onClose: () => void
}) {
  const [refusing, setRefusing] = useState(false)
  const path = { item_id: item.id }
  const refuse = useSubmit(
    (reason: string, headers) => hisPharmacyRefuseLine({ path, body: { reason }, headers }),
    { done: onClose },
  )
  const allow = useSubmit((_: null, headers) => hisPharmacyAllowLine({ path, headers }), {
    done: onClose,
  })
  if (refusing) {
    return (
      <DangerPanel
        open
        title={`${t('refuse')}: ${item.gives_name}`}
        verb={t('refuse')}
        before={`${show(item.owed)} ${item.unit}`}
        after={t('refusedState')}
        tells={doctor}
        busy={refuse.busy}
        refusal={refuse.refusal}
        onAct={refuse.submit}
        onClose={onClose}
      />
    )
  }
  return (
    <SidePanel open title={item.gives_name} onClose={onClose}>
      {item.refused_reason ? (
        <Stack>
          <Dim>
            {item.refused_by_name}: {item.refused_reason}
          </Dim>
          <Button primary busy={allow.busy} onClick={() => allow.submit(null)}>
            {t('allow')}
          </Button>
          <RefusalNote of={allow.refusal} />
        </Stack>
      ) : (
        <Stack>
          {units(item.owed) > 0n && <OtherLots item={item} picked={picked} onPick={onPick} />}
          <Substitute item={item} onDone={onClose} />
          <Button danger onClick={() => setRefusing(true)}>
            {t('refuse')}
          </Button>
        </Stack>
      )}
    </SidePanel>
  )
}

function OtherLots({
  item,
  picked,
  onPick,
}: {
  item: DispensingItemOut
  picked: Take[]
  onPick: (lots: Take[]) => void
}) {
  const start = picked.length ? picked : item.picks
  return (
    <Panel title={t('lots')}>
      <Stack>
        {item.lots.map((lot) => {
          const now = start.find((each) => each.lot_id === lot.lot_id)
          return (
            <NumberField
              key={lot.lot_id}
              label={`${t('lot')} ${lot.lot_number} · ${showDate(lot.expiry)} · ${show(lot.quantity)} ${item.unit}`}
              unit={item.unit}
              decimals={2}
              least={0}
              most={Number(lot.quantity)}
              value={now ? Number(now.quantity) : null}
              onChange={(quantity) =>
                onPick([
                  ...start.filter((each) => each.lot_id !== lot.lot_id),
                  ...(quantity ? [{ lot_id: lot.lot_id, quantity: String(quantity) }] : []),
                ])
              }
            />
          )
        })}
      </Stack>
    </Panel>
  )
}

function Substitute({ item, onDone }: { item: DispensingItemOut; onDone: () => void }) {
  const [code, setCode] = useState<string | null>(null)
  const [consent, setConsent] = useState('')
  const others = useQuery(
    hisPharmacyDrugSubstitutesOptions({ path: { drug_code: item.drug_code } }),
  )
  const save = useSubmit(
    (body: { drug_code: string; consent: string }, headers) =>
      hisPharmacySubstituteLine({ path: { item_id: item.id }, body, headers }),
    { done: onDone },
  )
  const lines = others.data?.items ?? []
  const back = item.gives_code !== item.drug_code
  return (
    <Panel title={t('substitute')}>
      {lines.length === 0 && !back ? (
        <Dim>{t('noSubstitute')}</Dim>
      ) : (
        <Stack>
          <Select
            label={t('substituteWith')}
            value={code}
            onChange={setCode}
            choices={[
              ...(back ? [{ value: item.drug_code, label: item.name }] : []),
              ...lines.map((each) => ({
                value: each.code,
                label: each.name,
                extra: `${show(each.quantity)} ${each.unit}`,
              })),
            ]}
          />
          <Field label={t('consent')} value={consent} onChange={setConsent} most={300} />
          <Button
            busy={save.busy}
            off={!code || consent.trim().length < 3}
            onClick={() => code && save.submit({ drug_code: code, consent })}
          >
            {t('substitute')}
          </Button>
          <RefusalNote of={save.refusal} />
        </Stack>
      )}
    </Panel>
  )
}
