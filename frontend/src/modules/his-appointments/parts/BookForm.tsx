import { useState } from 'react'
import { hisAppointmentsBook, hisAppointmentsWish, hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type {
  AppointmentIn,
  AppointmentKind,
  AppointmentOut,
  PatientLine,
  WishIn,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Choose,
  Field,
  Form,
  NumberField,
  OnOff,
  Picker,
  RefusalNote,
  Row,
  Select,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'
import { later } from './state'
import { type Chosen, TimeChooser } from './TimeChooser'
import { bookedFor, choicesOf, useRooms, usualRoom } from './useRooms'

type Typed = {
  who: PatientLine | null
  name: string
  phone: string
  birth_year: number | null
  room: string | null
  kind: AppointmentKind | null
  reason: string
}

type Props = {
  roomId?: string
  onBooked: (made: AppointmentOut) => void
}

/** A time for a patient, or for somebody on the telephone who is not registered yet. */
export function BookForm({ roomId, onBooked }: Props) {
  const rooms = useRooms()
  const [isNew, setNew] = useState(false)
  const [time, setTime] = useState<Chosen | null>(null)
  const form = useForm<Typed>({
    who: null,
    name: '',
    phone: '',
    birth_year: null,
    room: roomId ?? null,
    kind: 'first',
    reason: '',
  })
  const { values } = form
  const room = values.room ?? usualRoom(rooms)
  const book = useSubmit((body: AppointmentIn, headers) => hisAppointmentsBook({ body, headers }), {
    done: (made) => {
      bookedFor(made.room.id)
      onBooked(made)
    },
  })
  const wish = useSubmit((body: WishIn, headers) => hisAppointmentsWish({ body, headers }))
  const body = (more: Partial<AppointmentIn> = {}): AppointmentIn => ({
    schedule_id: time?.schedule_id ?? '',
    at: time?.at ?? '',
    patient_id: isNew ? null : (values.who?.id ?? null),
    caller: isNew
      ? { name: values.name.trim(), phone: values.phone.trim(), birth_year: values.birth_year }
      : null,
    kind: values.kind ?? 'first',
    reason: values.reason.trim(),
    ...more,
  })
  const asked = book.refusal?.error
  return (
    <Form
      form={form}
      submit={book}
      onSubmit={() => {
        if (time) book.submit(body())
      }}
      actions={
        <>
          <Button primary submit hotkey="F9" busy={book.busy} off={!time}>
            {t('book')}
          </Button>
          {asked === 'AlreadyBooked' && (
            <Button onClick={() => book.submit(body({ again: true }))}>{t('again')}</Button>
          )}
          {asked === 'SlotTaken' && (
            <Button onClick={() => book.submit(body({ beyond: true }))}>{t('beyond')}</Button>
          )}
          {!isNew && values.who && room && (
            <Button
              quiet
              busy={wish.busy}
              onClick={() =>
                wish.submit({
                  patient_id: values.who?.id ?? '',
                  room_id: room ?? '',
                  first: today(),
                  last: later(today(), 14),
                  reason: values.reason.trim(),
                })
              }
            >
              {t('toWaitingList')}
            </Button>
          )}
        </>
      }
    >
      {isNew ? (
        <>
          <Field label={t('name')} required autoFocus most={200} {...form.bind('name')} />
          <Row columns={2}>
            <Field label={t('phone')} required most={20} {...form.bind('phone')} />
            <NumberField
              label={t('birthYear')}
              least={1900}
              most={2200}
              {...form.bind('birth_year')}
            />
          </Row>
        </>
      ) : (
        <Picker<PatientLine>
          label={t('patient')}
          required
          autoFocus
          list="his.appointments.patients"
          search={(text, signal) =>
            hisPatientsSearch({ query: { q: text, limit: 20 }, signal }).then((r) => r.data.items)
          }
          line={(who) => ({
            key: who.id,
            code: who.code,
            name: who.name,
            extra: [say(who.age), who.birth && showDate(who.birth)].filter(Boolean).join(' · '),
          })}
          {...form.bind('who')}
        />
      )}
      <OnOff label={t('someoneNew')} value={isNew} onChange={setNew} />
      <Row columns={2}>
        <Select
          label={t('room')}
          required
          value={room}
          onChange={(id) => {
            form.set('room', id)
            setTime(null)
          }}
          choices={choicesOf(rooms)}
        />
        <Choose<AppointmentKind>
          label={t('kind')}
          choices={(['first', 'follow_up'] as const).map((value) => ({
            value,
            label: t(`kind_${value}`),
          }))}
          {...form.bind('kind')}
        />
      </Row>
      {room && <TimeChooser key={room} roomId={room} value={time} onChange={setTime} allowFull />}
      <Field label={t('reason')} most={500} {...form.bind('reason')} />
      {wish.done !== undefined && <Alert weight="info">{t('wishAdded')}</Alert>}
      <RefusalNote of={wish.refusal} />
    </Form>
  )
}
