import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAppointmentsOfPatientOptions,
  hisEncountersHeaderOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { Slots } from '@/kernel/module'
import { Alert, Button, Row, Select } from '@/kernel/ui'
import { showInstant, today } from '@/kernel/when'
import { t } from '../text'
import { later } from './state'
import { type Chosen, TimeChooser } from './TimeChooser'
import { choicesOf, useRooms } from './useRooms'

/** On a re-visit paper: the time is booked with it, in one press. */
export function RevisitTime({ encounterId, patientId, on, onTime }: Slots['revisit.time']) {
  const path = { encounter_id: encounterId }
  const visit = useQuery(hisEncountersHeaderOptions({ path }))
  const mine = hisAppointmentsOfPatientOptions({
    path: { patient_id: patientId },
    query: { limit: 20 },
  })
  const made = useQuery(mine).data?.items.find(
    (each) =>
      each.from_encounter_id === encounterId && ['booked', 'confirmed'].includes(each.state),
  )
  const rooms = useRooms()
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const [time, setTime] = useState<Chosen | null>(null)
  const room = chosen ?? visit.data?.room.id ?? null
  const from = on > today() ? on : later(today(), 1)

  function take(next: Chosen | null) {
    setTime(next)
    if (next) onTime({ place: next.schedule_id, at: next.at }, today(new Date(next.at)))
    else onTime(undefined)
  }

  if (made) {
    return (
      <Alert weight="info">
        {t('nextVisitAt', {
          at: showInstant(made.at),
          room: `${made.room.code} ${made.room.name}`,
        })}
      </Alert>
    )
  }
  if (!open) return <Button onClick={() => setOpen(true)}>{t('revisitTime')}</Button>
  return (
    <>
      <Select label={t('room')} value={room} onChange={setChosen} choices={choicesOf(rooms)} />
      {room && <TimeChooser key={room} roomId={room} value={time} onChange={take} from={from} />}
      <Row>
        {time && <strong>{showInstant(time.at)}</strong>}
        <Button
          quiet
          small
          onClick={() => {
            take(null)
            setOpen(false)
          }}
        >
          {t('revisitNoTime')}
        </Button>
      </Row>
    </>
  )
}
