import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAppointmentsOfPatientOptions,
  hisEncountersHeaderOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisAppointmentsBook, hisAppointmentsPrintCard } from '@/kernel/api/sdk.gen'
import type { AppointmentIn } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Panel, PrintButton, RefusalNote, Select } from '@/kernel/ui'
import { showInstant, today } from '@/kernel/when'
import { t } from '../text'
import { later } from './state'
import { type Chosen, TimeChooser } from './TimeChooser'
import { choicesOf, useRooms } from './useRooms'

/** On the page of a visit: the next one, booked before the patient has left. */
export function NextVisit({ encounterId, patientId }: { encounterId: string; patientId: string }) {
  const options = hisAppointmentsOfPatientOptions({
    path: { patient_id: patientId },
    query: { limit: 20 },
  })
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const [open, setOpen] = useState(false)
  const made = data?.items.find(
    (each) => each.from_encounter_id === encounterId && each.state !== 'cancelled',
  )
  return (
    <Panel title={t('nextVisit')}>
      {made ? (
        <>
          <p>
            {t('nextVisitAt', {
              at: showInstant(made.at),
              room: `${made.room.code} ${made.room.name}`,
            })}
          </p>
          <PrintButton
            hotkey={null}
            title={`${t('card')} ${made.code}`}
            pdf={() =>
              hisAppointmentsPrintCard({
                path: { appointment_id: made.id },
                parseAs: 'blob',
              }).then((r) => r.data as Blob)
            }
          >
            {t('print')}
          </PrintButton>
        </>
      ) : open ? (
        <Booking encounterId={encounterId} patientId={patientId} />
      ) : (
        <Button small onClick={() => setOpen(true)}>
          {t('book')}
        </Button>
      )}
    </Panel>
  )
}

function Booking({ encounterId, patientId }: { encounterId: string; patientId: string }) {
  const visit = useQuery(hisEncountersHeaderOptions({ path: { encounter_id: encounterId } }))
  const rooms = useRooms()
  const [chosen, setChosen] = useState<string | null>(null)
  const [time, setTime] = useState<Chosen | null>(null)
  const [reason, setReason] = useState('')
  const book = useSubmit((body: AppointmentIn, headers) => hisAppointmentsBook({ body, headers }))
  const room = chosen ?? visit.data?.room.id ?? null
  return (
    <>
      <Select label={t('room')} value={room} onChange={setChosen} choices={choicesOf(rooms)} />
      {room && (
        <TimeChooser
          key={room}
          roomId={room}
          value={time}
          onChange={setTime}
          from={later(today(), 1)}
        />
      )}
      <Field label={t('reason')} most={500} value={reason} onChange={setReason} />
      {time && <Alert weight="info">{showInstant(time.at)}</Alert>}
      <Button
        busy={book.busy}
        off={!time}
        onClick={() =>
          time &&
          book.submit({
            ...time,
            patient_id: patientId,
            from_encounter_id: encounterId,
            kind: 'follow_up',
            reason: reason.trim(),
          })
        }
      >
        {t('book')}
      </Button>
      <RefusalNote of={book.refusal} />
    </>
  )
}
