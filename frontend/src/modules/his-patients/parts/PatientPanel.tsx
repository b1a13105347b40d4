import { Allergies } from './Allergies'
import { History } from './History'
import { Timeline } from './Timeline'

/** What is known of the patient, at the left of the exam page. */
export function PatientPanel({ patientId }: { patientId: string }) {
  return (
    <>
      <Allergies patientId={patientId} />
      <History patientId={patientId} />
      <Timeline patientId={patientId} few />
    </>
  )
}
