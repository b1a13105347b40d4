import { useState } from 'react'
import { hisAppointmentsMove } from '@/kernel/api/sdk.gen'
import type { AppointmentMoveIn, AppointmentOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Row, Select } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { type Chosen, TimeChooser } from './TimeChooser'
import { choicesOf, useRooms } from './useRooms'

/** To another time; the room may change with it. */
export function MoveForm({ of, onDone }: { of: AppointmentOut; onDone: () => void }) {
  const rooms = useRooms()
  const [time, setTime] = useState<Chosen | null>(null)
  const form = useForm({ room: of.room.id as string | null, reason: t('patientAsked') })
  const room = form.values.room
  const move = useSubmit(
    (body: AppointmentMoveIn, headers) =>
      hisAppointmentsMove({ path: { appointment_id: of.id }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={move}
      onSubmit={({ reason }) => {
        if (time) move.submit({ ...time, reason: reason.trim(), version: of.version })
      }}
      actions={
        <Button primary submit hotkey="F9" busy={move.busy} off={!time}>
          {t('move')}
        </Button>
      }
    >
      <p>{showInstant(of.at)} →</p>
      <Select label={t('room')} required choices={choicesOf(rooms)} {...form.bind('room')} />
      {room && <TimeChooser key={room} roomId={room} value={time} onChange={setTime} />}
      <Field label={t('reason')} required most={500} {...form.bind('reason')} />
      <Row>
        {[t('patientAsked'), t('doctorAway')].map((reason) => (
          <Button key={reason} small quiet onClick={() => form.set('reason', reason)}>
            {reason}
          </Button>
        ))}
      </Row>
    </Form>
  )
}
