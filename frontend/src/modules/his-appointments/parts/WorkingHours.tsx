import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAppointmentsDoctorsOptions,
  hisAppointmentsSchedulesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisAppointmentsEndHours, hisAppointmentsSetHours } from '@/kernel/api/sdk.gen'
import type { ScheduleIn, ScheduleOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Check,
  Field,
  Form,
  NumberField,
  Panel,
  RefusalNote,
  Row,
  Select,
  SidePanel,
  Table,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'
import { choicesOf, useRooms } from './useRooms'

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const
const dayName = (day: number) => t(`weekday${day}` as 'weekday0')

/** The weekly hours of rooms and doctors, as they hold from today on. */
export function WorkingHours({ mayPlan }: { mayPlan: boolean }) {
  const options = hisAppointmentsSchedulesOptions({ query: { limit: 200 } })
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const rooms = useRooms()
  const [adding, setAdding] = useState(false)
  const end = useSubmit((row: ScheduleOut, headers) =>
    hisAppointmentsEndHours({
      path: { schedule_id: row.id },
      body: { version: row.version, last: today() },
      headers,
    }),
  )
  return (
    <Panel
      title={t('hours')}
      flush
      actions={
        mayPlan && (
          <Button small onClick={() => setAdding(true)}>
            {t('setHours')}
          </Button>
        )
      }
    >
      <RefusalNote of={end.refusal} />
      <Table<ScheduleOut>
        label={t('hours')}
        rows={data?.items ?? []}
        keyOf={(row) => row.id}
        columns={[
          {
            head: t('room'),
            show: (row) => rooms.find((r) => r.id === row.room_id)?.code,
            phone: 'title',
          },
          { head: t('doctor'), show: (row) => row.doctor_name },
          { head: t('weekday'), show: (row) => dayName(row.weekday), nowrap: true },
          { head: t('hours'), show: (row) => `${row.starts}–${row.ends}`, nowrap: true },
          { head: t('minutes'), show: (row) => row.minutes, align: 'right' },
          { head: t('capacity'), show: (row) => row.capacity, align: 'right' },
          {
            head: t('valid'),
            show: (row) =>
              row.valid_to ? (
                t('until', { day: showDate(row.valid_to) })
              ) : mayPlan ? (
                <Button small quiet onClick={() => end.submit(row)}>
                  {t('endHours')}
                </Button>
              ) : null,
          },
        ]}
      />
      {adding && (
        <SidePanel open title={t('setHours')} onClose={() => setAdding(false)}>
          <Adding onDone={() => setAdding(false)} />
        </SidePanel>
      )}
    </Panel>
  )
}

type Typed = {
  room: string | null
  doctor: string | null
  weekday: string | null
  starts: string
  ends: string
  minutes: number | null
  capacity: number | null
  online: boolean
}

function Adding({ onDone }: { onDone: () => void }) {
  const rooms = useRooms()
  const doctors = useQuery(hisAppointmentsDoctorsOptions()).data?.doctors ?? []
  const form = useForm<Typed>({
    room: null,
    doctor: null,
    weekday: '0',
    starts: '07:30',
    ends: '11:30',
    minutes: 15,
    capacity: 1,
    online: true,
  })
  const save = useSubmit(
    (body: ScheduleIn, headers) => hisAppointmentsSetHours({ body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(typed) =>
        save.submit({
          room_id: typed.room ?? '',
          doctor_id: typed.doctor,
          weekday: Number(typed.weekday ?? 0),
          starts: typed.starts.trim(),
          ends: typed.ends.trim(),
          minutes: typed.minutes ?? 15,
          capacity: typed.capacity ?? 1,
          online: typed.online,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Select label={t('room')} required choices={choicesOf(rooms)} {...form.bind('room')} />
      <Select
        label={t('doctor')}
        choices={doctors.map((each) => ({ value: each.id, label: each.name }))}
        {...form.bind('doctor')}
      />
      <Select
        label={t('weekday')}
        required
        choices={DAYS.map((day) => ({ value: String(day), label: dayName(day) }))}
        {...form.bind('weekday')}
      />
      <Row columns={2}>
        <Field label={t('starts')} required most={5} {...form.bind('starts')} />
        <Field label={t('ends')} required most={5} {...form.bind('ends')} />
      </Row>
      <Row columns={2}>
        <NumberField label={t('minutes')} required least={5} most={240} {...form.bind('minutes')} />
        <NumberField
          label={t('capacity')}
          required
          least={1}
          most={100}
          {...form.bind('capacity')}
        />
      </Row>
      <Check label={t('onlineToo')} {...form.bind('online')} />
    </Form>
  )
}
