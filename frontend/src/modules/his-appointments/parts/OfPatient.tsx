import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAppointmentsOfPatientOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Button, Panel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { AppointmentPanel } from './AppointmentPanel'
import { TONE } from './state'
import css from './times.module.css'

/** On a patient's page: what he was and is expected for. */
export function OfPatient({ patientId }: { patientId: string }) {
  const options = hisAppointmentsOfPatientOptions({
    path: { patient_id: patientId },
    query: { limit: 10 },
  })
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const [open, setOpen] = useState<string>()
  if (!data?.items.length) return null
  return (
    <Panel title={t('appointments')} flush>
      <ul className={css.list}>
        {data.items.map((each) => (
          <li key={each.id}>
            <span>
              <b>{showInstant(each.at)}</b> {each.room.code} {each.reason}
            </span>
            <Status tone={TONE[each.state]}>{t(each.state)}</Status>
            <Button small quiet onClick={() => setOpen(each.id)}>
              {each.code}
            </Button>
          </li>
        ))}
      </ul>
      {open && <AppointmentPanel id={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
