import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAppointmentsAbsencesOptions,
  hisAppointmentsDoctorsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisAppointmentsEndAbsence, hisAppointmentsGoAway } from '@/kernel/api/sdk.gen'
import type { LeaveIn, LeaveOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Check,
  DateField,
  Field,
  Form,
  Panel,
  RefusalNote,
  Row,
  Select,
  SidePanel,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'
import css from './times.module.css'
import { choicesOf, useRooms } from './useRooms'

/** Holidays and leave: noting one moves everybody who was expected, in one act. */
export function Leave({ mayPlan }: { mayPlan: boolean }) {
  const options = hisAppointmentsAbsencesOptions()
  const { data } = useQuery(options)
  useLive(['appointments'], [options.queryKey])
  const rooms = useRooms()
  const [adding, setAdding] = useState(false)
  const [came, setCame] = useState<LeaveOut>()
  const end = useSubmit((id: string, headers) =>
    hisAppointmentsEndAbsence({ path: { absence_id: id }, headers }),
  )
  return (
    <Panel
      title={t('absences')}
      flush
      actions={
        mayPlan && (
          <Button small onClick={() => setAdding(true)}>
            {t('setLeave')}
          </Button>
        )
      }
    >
      {came && (
        <Alert weight={came.remaining.length ? 'warning' : 'info'}>
          {t('afterLeave', { moved: came.moved.length, left: came.remaining.length })}{' '}
          {came.remaining.map((each) => each.patient?.name ?? each.name).join(', ')}
        </Alert>
      )}
      <RefusalNote of={end.refusal} />
      <ul className={css.list}>
        {data?.items.map((each) => (
          <li key={each.id}>
            <b>
              {showDate(each.first)} – {showDate(each.last)}
            </b>
            <span>
              {each.reason}{' '}
              <small>
                {each.doctor_name ||
                  rooms.find((r) => r.id === each.room_id)?.name ||
                  t('everybody')}
              </small>
            </span>
            {mayPlan && (
              <Button small quiet onClick={() => end.submit(each.id)}>
                {t('stopLeave')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <SidePanel open title={t('setLeave')} onClose={() => setAdding(false)}>
          <Adding
            onDone={(what) => {
              setCame(what)
              setAdding(false)
            }}
          />
        </SidePanel>
      )}
    </Panel>
  )
}

type Typed = {
  first: string | null
  last: string | null
  room: string | null
  doctor: string | null
  reason: string
  move: boolean
}

function Adding({ onDone }: { onDone: (what: LeaveOut) => void }) {
  const rooms = useRooms()
  const doctors = useQuery(hisAppointmentsDoctorsOptions()).data?.doctors ?? []
  const form = useForm<Typed>({
    first: today(),
    last: today(),
    room: null,
    doctor: null,
    reason: '',
    move: true,
  })
  const save = useSubmit((body: LeaveIn, headers) => hisAppointmentsGoAway({ body, headers }), {
    done: onDone,
  })
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(typed) =>
        save.submit({
          first: typed.first ?? today(),
          last: typed.last ?? typed.first ?? today(),
          room_id: typed.room,
          doctor_id: typed.doctor,
          reason: typed.reason.trim(),
          move: typed.move,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('go')}
        </Button>
      }
    >
      <Row columns={2}>
        <DateField label={t('first')} required {...form.bind('first')} />
        <DateField label={t('last')} required {...form.bind('last')} />
      </Row>
      <Select
        label={t('doctor')}
        placeholder={t('allDoctors')}
        choices={doctors.map((each) => ({ value: each.id, label: each.name }))}
        {...form.bind('doctor')}
      />
      <Select
        label={t('room')}
        placeholder={t('allRooms')}
        choices={choicesOf(rooms)}
        {...form.bind('room')}
      />
      <Field label={t('reason')} required most={200} {...form.bind('reason')} />
      <Check label={t('moveThem')} {...form.bind('move')} />
    </Form>
  )
}
