import { useQuery } from '@tanstack/react-query'
import {
  hisPrescribingOfPatientOptions,
  hisPrescribingSetsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisPrescribingRenew, hisPrescribingUseSet } from '@/kernel/api/sdk.gen'
import type { LineChangeOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Dim, RefusalNote, SidePanel, Stack } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './prescription.module.css'

type Props = {
  encounterId: string
  patientId: string
  onDone: (changes: LineChangeOut[]) => void
  onClose: () => void
}

/** The newest nine have a key: Alt+1 takes the first. */
const keyOf = (at: number) => (at < 9 ? `Alt+${at + 1}` : undefined)

/** Earlier prescriptions of this patient: one press lays one on the draft. */
export function Renewing({ encounterId, patientId, onDone, onClose }: Props) {
  const found = useQuery(hisPrescribingOfPatientOptions({ path: { patient_id: patientId } }))
  const renew = useSubmit(
    (prescription_id: string, headers) =>
      hisPrescribingRenew({
        path: { encounter_id: encounterId },
        body: { prescription_id },
        headers,
      }),
    { done: (made) => onDone(made.changes) },
  )
  return (
    <SidePanel open title={t('renewTitle')} onClose={onClose}>
      <RefusalNote of={renew.refusal} />
      <Awaited of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Dim>{t('noOld')}</Dim>
          ) : (
            <Stack>
              {items.map((old, at) => (
                <div key={old.id} className={css.signed}>
                  <div className={css.acts}>
                    <strong>{showInstant(old.signed_at ?? old.drafted_at)}</strong>
                    <Dim>{old.signed_by_name}</Dim>
                    <Button
                      small
                      hotkey={keyOf(at)}
                      busy={renew.busy}
                      onClick={() => renew.submit(old.id)}
                    >
                      {t('renew')}
                    </Button>
                  </div>
                  <span>{old.lines.map((line) => line.name).join(', ')}</span>
                </div>
              ))}
            </Stack>
          )
        }
      </Awaited>
    </SidePanel>
  )
}

/** The doctor's own sets and his department's. */
export function Sets({
  encounterId,
  onDone,
  onClose,
}: {
  encounterId: string
  onDone: () => void
  onClose: () => void
}) {
  const found = useQuery(hisPrescribingSetsOptions())
  const use = useSubmit(
    (set_id: string, headers) =>
      hisPrescribingUseSet({ path: { encounter_id: encounterId }, body: { set_id }, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={t('sets')} onClose={onClose}>
      <RefusalNote of={use.refusal} />
      <Awaited of={found}>
        {({ items }) =>
          items.length === 0 ? (
            <Dim>{t('noSets')}</Dim>
          ) : (
            <Stack>
              {items.map((set, at) => (
                <div key={set.id} className={css.signed}>
                  <div className={css.acts}>
                    <strong>{set.name}</strong>
                    <Button
                      small
                      hotkey={keyOf(at)}
                      busy={use.busy}
                      onClick={() => use.submit(set.id)}
                    >
                      {t('use')}
                    </Button>
                  </div>
                  <span>{set.drugs.join(', ')}</span>
                </div>
              ))}
            </Stack>
          )
        }
      </Awaited>
    </SidePanel>
  )
}
