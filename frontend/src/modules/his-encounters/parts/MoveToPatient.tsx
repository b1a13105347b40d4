import { useState } from 'react'
import { hisEncountersMoveToPatient, hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type { EncounterOut, PatientLine, VisitMoveToPatientIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, DangerPanel, Picker } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** Registered for the wrong person: the visit and all that was done in it go to the right one. */
export function MoveToPatient({ of, onDone }: { of: EncounterOut; onDone: () => void }) {
  const [right, setRight] = useState<PatientLine | null>(null)
  const [missing, setMissing] = useState(false)
  const move = useSubmit(
    (body: VisitMoveToPatientIn, headers) =>
      hisEncountersMoveToPatient({ path: { encounter_id: of.id }, body, headers }),
    { done: onDone },
  )
  const words = (who: Pick<PatientLine, 'name' | 'code' | 'birth' | 'sex' | 'age'>) =>
    [who.name, t(who.sex), say(who.age), who.birth && showDate(who.birth), who.code]
      .filter(Boolean)
      .join(' · ')
  return (
    <DangerPanel
      open
      title={`${t('do_move_to_patient')}: ${of.code}`}
      verb={t('moveIt')}
      usualReason={t('wrongPerson')}
      before={words(of.patient)}
      after={right ? words(right) : t('chooseRight')}
      busy={move.busy}
      refusal={move.refusal}
      onAct={(reason) => {
        setMissing(!right)
        if (right) move.submit({ patient_id: right.id, reason })
      }}
      onClose={onDone}
    >
      <Picker<PatientLine>
        label={t('rightPatient')}
        required
        autoFocus
        list="his.encounters.right"
        value={right}
        onChange={setRight}
        error={missing && !right ? t('chooseRight') : undefined}
        search={(q, signal) =>
          hisPatientsSearch({ query: { q, limit: 10 }, signal }).then(({ data }) =>
            data.items.filter((each) => each.id !== of.patient.id),
          )
        }
        line={(each) => ({
          key: each.id,
          name: each.name,
          extra: [each.birth && showDate(each.birth), each.code].filter(Boolean).join(' · '),
        })}
      />
      <Alert weight="info">{t('movesAll')}</Alert>
    </DangerPanel>
  )
}
