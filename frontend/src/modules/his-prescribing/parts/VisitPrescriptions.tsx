import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisEncountersHeaderOptions,
  hisPrescribingOfEncounterOptions,
  hisPrescribingOfEncounterQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { LineChangeOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { say } from '@/kernel/text'
import { Alert, Button, Dim, Panel, RefusalNote } from '@/kernel/ui'
import { t } from '../text'
import { DraftPanel } from './DraftPanel'
import { Renewing, Sets } from './OldOnes'
import { Signed } from './Signed'

/** A visit's prescriptions on the examination page: what is signed, and the draft. */
export function VisitPrescriptions({
  encounterId,
  patientId,
}: {
  encounterId: string
  patientId: string
}) {
  const path = { encounter_id: encounterId }
  const encounter = useQuery(hisEncountersHeaderOptions({ path }))
  const found = useQuery(hisPrescribingOfEncounterOptions({ path }))
  useLive(['prescriptions', 'dispensing', 'outbox'], [hisPrescribingOfEncounterQueryKey({ path })])
  const [side, setSide] = useState<'renew' | 'sets'>()
  const [changes, setChanges] = useState<LineChangeOut[]>([])
  const open = encounter.data?.state === 'in_progress'
  const mayWrite = useMay('his.prescribing.prescription.write') && open
  if (found.error) return <RefusalNote of={refusalOf(found.error)} />
  if (!found.data || !encounter.data) return null
  const { draft, items } = found.data
  if (!mayWrite && items.length === 0) return null
  const close = () => setSide(undefined)
  return (
    <Panel
      title={t('title')}
      actions={
        mayWrite && (
          <>
            <Button small hotkey="Alt+L" onClick={() => setSide('renew')}>
              {t('renew')}
            </Button>
            <Button small onClick={() => setSide('sets')}>
              {t('sets')}
            </Button>
          </>
        )
      }
    >
      {items.map((each) => (
        <Signed key={each.id} of={each} open={open} />
      ))}
      {changes.length > 0 && draft && (
        <Alert
          weight="warning"
          right={
            <Button small quiet onClick={() => setChanges([])}>
              {t('close')}
            </Button>
          }
        >
          <strong>{t('changed')}</strong>
          <ul>
            {changes.map((each) => (
              <li key={`${each.drug_code}${each.kind}`}>
                {draft.lines.find((line) => line.drug_code === each.drug_code)?.name ??
                  each.drug_code}
                : {say(each.says)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {mayWrite ? (
        <div>
          <DraftPanel encounter={encounter.data} server={draft} />
        </div>
      ) : (
        draft && <Dim>{t('draft')}</Dim>
      )}
      {side === 'renew' && (
        <Renewing
          encounterId={encounterId}
          patientId={patientId}
          onDone={(made) => {
            setChanges(made)
            close()
          }}
          onClose={close}
        />
      )}
      {side === 'sets' && <Sets encounterId={encounterId} onDone={close} onClose={close} />}
    </Panel>
  )
}
