import { useState } from 'react'
import {
  hisPatientsSearch,
  risPacsDeliveryRefuseDisc,
  risPacsDeliveryTakeDisc,
} from '@/kernel/api/sdk.gen'
import type { DiscStudyOut, DiscTakeIn, OutsideDiscOut, PatientLine } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Check,
  DangerPanel,
  Dim,
  Facts,
  Field,
  Picker,
  RefusalNote,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { showBytes } from './words'

/** What a disc says of itself; a person says whose it is, and two identifiers are compared. */
export function OneDisc({ of, onClose }: { of: OutsideDiscOut; onClose: () => void }) {
  const path = { disc_id: of.id }
  const [chosen, setChosen] = useState(of.studies.map((s) => s.uid))
  const [who, setWho] = useState<PatientLine | null>(null)
  const [code, setCode] = useState('')
  const [birth, setBirth] = useState('')
  const [refusing, setRefusing] = useState(false)
  const take = useSubmit(
    (body: DiscTakeIn, headers) => risPacsDeliveryTakeDisc({ path, body, headers }),
    { done: onClose },
  )
  const refuse = useSubmit(
    (reason: string, headers) =>
      risPacsDeliveryRefuseDisc({ path, body: { reason, version: of.version }, headers }),
    { done: onClose },
  )
  const standing = of.state === 'quarantined'
  return (
    <SidePanel open title={of.came_from} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            { label: t('file'), value: `${of.file_name} · ${showBytes(of.size)}` },
            { label: t('by'), value: of.brought_by_name },
            { label: t('brought'), value: showInstant(of.brought_at) },
            { label: t('state'), value: t(`d_${of.state}`) },
          ]}
        />
        {of.ignored > 0 && <Dim>{t('ignored', { n: String(of.ignored) })}</Dim>}
        {of.state === 'taken' && <Dim>{t('takenNote', { n: String(of.taken) })}</Dim>}
        <Dim>{t('says')}</Dim>
        {of.studies.map((each) => (
          <Check
            key={each.uid}
            label={told(each)}
            off={!standing}
            value={chosen.includes(each.uid)}
            onChange={(on) =>
              setChosen(on ? [...chosen, each.uid] : chosen.filter((uid) => uid !== each.uid))
            }
          />
        ))}
        {standing && (
          <>
            <Picker<PatientLine>
              label={t('whose')}
              list="ris_pacs.delivery.patients"
              placeholder={t('findPatient')}
              value={who}
              onChange={setWho}
              search={(q, signal) =>
                hisPatientsSearch({ query: { q, limit: 20 }, signal }).then((r) => r.data.items)
              }
              line={(each) => ({ key: each.id, code: each.code, name: each.name })}
            />
            {who && (
              <>
                <Dim>{t('identity')}</Dim>
                <Field label={t('code')} required value={code} onChange={setCode} />
                <Field label={t('birth')} required value={birth} onChange={setBirth} />
              </>
            )}
            <RefusalNote of={take.refusal} />
            <div>
              <Button
                primary
                hotkey="F9"
                busy={take.busy}
                off={!chosen.length || (!!who && !(code.trim() && birth.trim()))}
                onClick={() =>
                  take.submit({
                    studies: chosen,
                    patient_id: who?.id ?? null,
                    code,
                    birth,
                    version: of.version,
                  })
                }
              >
                {who ? t('take') : t('toList')}
              </Button>{' '}
              <Button danger onClick={() => setRefusing(true)}>
                {t('refuse')}
              </Button>
            </div>
          </>
        )}
      </Stack>
      {refusing && (
        <DangerPanel
          open
          title={t('refuse')}
          verb={t('refuse')}
          before={t('refuseBefore')}
          after={t('refuseAfter')}
          busy={refuse.busy}
          refusal={refuse.refusal}
          onAct={refuse.submit}
          onClose={() => setRefusing(false)}
        />
      )}
    </SidePanel>
  )
}

function told(each: DiscStudyOut): string {
  const who = `${each.name.replaceAll('^', ' ')} · ${each.code || '–'} · ${each.birth || '–'}`
  return `${who}: ${each.modalities.join(' ')} ${each.description} (${each.pictures}) ${each.institution}`
}
