import { useState } from 'react'
import { hisPharmacyPutBack, hisPharmacyTakeBack } from '@/kernel/api/sdk.gen'
import type { DispensingLineOut, DispensingWork } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Facts, NumberField, Panel, Stack } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show, sum, units } from './quantity'

/** What went out, by lot; what comes back. */
export function Given({ work }: { work: DispensingWork }) {
  const may = useMay('his.pharmacy.drug.take_back')
  const [back, setBack] = useState<DispensingLineOut>()
  const [undoing, setUndoing] = useState(false)
  const undo = useSubmit(
    (reason: string, headers) =>
      hisPharmacyPutBack({ path: { dispensing_id: work.id }, body: { reason }, headers }),
    { done: () => setUndoing(false) },
  )
  const waits = work.lines.some(
    (line) => !line.handed_at && units(line.quantity) > units(line.returned),
  )
  return (
    <Stack>
      <Panel
        title={t('out')}
        flush
        actions={
          may && waits ? (
            <Button small danger onClick={() => setUndoing(true)}>
              {t('putBack')}
            </Button>
          ) : undefined
        }
      >
        {work.lines.length === 0 && (
          <div className={css.none}>
            <Dim>{t('nothingOut')}</Dim>
          </div>
        )}
        <ol className={css.lines}>
          {work.lines.map((line) => (
            <li key={line.id}>
              <div>
                <b>{line.name}</b>
                <div>
                  <Dim>
                    {t('lot')} {line.lot_number} · {showDate(line.expiry)} · {line.store_name}
                  </Dim>
                </div>
                <Dim>
                  {line.handed_at
                    ? t('inHand', { at: showInstant(line.handed_at) })
                    : t('picked', { at: showInstant(line.at) })}{' '}
                  · {line.by_name}
                </Dim>
              </div>
              <div className={css.howMuch}>
                <b>
                  {show(line.quantity)} {line.unit}
                </b>
                {units(line.returned) > 0n && (
                  <Dim>{t('returned', { n: show(line.returned) })}</Dim>
                )}
                {may && line.handed_at && units(line.quantity) > units(line.returned) && (
                  <Button small quiet onClick={() => setBack(line)}>
                    {t('takeBack')}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ol>
      </Panel>
      {(work.checked_by_name || work.handed_by_name) && (
        <Facts
          of={[
            { label: t('checkedBy'), value: work.checked_by_name || undefined },
            {
              label: t('handedBy'),
              value: [work.handed_by_name, work.receiver].filter(Boolean).join(' → ') || undefined,
            },
          ]}
        />
      )}
      {undoing && (
        <DangerPanel
          open
          title={t('putBack')}
          verb={t('putBack')}
          before={t('dispensed')}
          after={t('waiting')}
          busy={undo.busy}
          refusal={undo.refusal}
          onAct={undo.submit}
          onClose={() => setUndoing(false)}
        />
      )}
      {back && <TakeBack key={back.id} line={back} onClose={() => setBack(undefined)} />}
    </Stack>
  )
}

function TakeBack({ line, onClose }: { line: DispensingLineOut; onClose: () => void }) {
  const kept = sum([line.quantity, `-${line.returned}`])
  const [quantity, setQuantity] = useState<number | null>(Number(kept))
  const save = useSubmit(
    (reason: string, headers) =>
      hisPharmacyTakeBack({
        path: { line_id: line.id },
        body: { quantity: String(quantity ?? 0), reason },
        headers,
      }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('takeBackOf', { name: line.name })}
      verb={t('takeBack')}
      before={`${show(kept)} ${line.unit} · ${t('lot')} ${line.lot_number}`}
      after={`${line.store_name} · ${t('lot')} ${line.lot_number} +${quantity ?? 0}`}
      busy={save.busy}
      refusal={save.refusal}
      onAct={save.submit}
      onClose={onClose}
    >
      <NumberField
        label={t('quantity')}
        unit={line.unit}
        decimals={2}
        least={0}
        most={Number(kept)}
        value={quantity}
        onChange={setQuantity}
      />
    </DangerPanel>
  )
}
