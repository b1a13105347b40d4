import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisAppointmentsWorklist } from '@/kernel/api/sdk.gen'
import type { AppointmentOut, AppointmentState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Button, DateField, Dim, Page, Select, SidePanel, Status, Worklist } from '@/kernel/ui'
import { IconCalendar } from '@/kernel/ui/icons'
import { showInstant, today } from '@/kernel/when'
import { AppointmentPanel } from '../parts/AppointmentPanel'
import { BookForm } from '../parts/BookForm'
import { STATES, TONE } from '../parts/state'
import css from '../parts/times.module.css'
import { choicesOf, useRooms } from '../parts/useRooms'
import { t } from '../text'

type At = { day?: string; room?: string; week?: string; open?: string; book?: string }

/** Who is expected: a day or a week, of one room or all. */
export function Appointments() {
  const at: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const rooms = useRooms()
  const mayBook = useMay('his.appointments.appointment.book')
  const [booking, setBooking] = useState(at.book === '1')
  const go = (some: At) => navigate({ to: '.', search: { ...at, ...some } as never, replace: true })
  const week = at.week === '1'
  return (
    <Page
      title={t('appointments')}
      actions={
        <>
          {mayBook && (
            <Button primary icon={IconCalendar} hotkey="F4" onClick={() => setBooking(true)}>
              {t('book')}
            </Button>
          )}
          <Button onClick={() => navigate({ to: '/appointments/waiting-list' })}>
            {t('waitingList')}
          </Button>
          <Button onClick={() => navigate({ to: '/appointments/plan' })}>{t('plan')}</Button>
        </>
      }
    >
      <Worklist<AppointmentOut>
        list="his.appointments.worklist"
        label={t('appointments')}
        live={['appointments']}
        fixed={{ day: at.day, room: at.room, week: at.week }}
        load={(asked, signal) =>
          hisAppointmentsWorklist({
            query: {
              day: asked.day as string | undefined,
              days: asked.week === '1' ? 7 : 1,
              room_id: asked.room as string | undefined,
              state: asked.state ? [asked.state as AppointmentState] : undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
        ]}
        right={
          <div className={css.filters}>
            <Button small quiet={!week} onClick={() => go({ week: week ? undefined : '1' })}>
              {t('week')}
            </Button>
            <Select
              label={t('room')}
              placeholder={t('allRooms')}
              value={at.room ?? null}
              onChange={(room) => go({ room: room ?? undefined })}
              choices={choicesOf(rooms)}
            />
            <DateField
              label={t('theDay')}
              value={at.day ?? today()}
              onChange={(day) => day && go({ day: day === today() ? undefined : day })}
            />
          </div>
        }
        empty={t('noAppointments')}
        toneOf={(row) =>
          row.state === 'no_show' ? 'red' : row.state === 'cancelled' ? 'dim' : undefined
        }
        columns={[
          {
            head: t('at'),
            show: (row) => showInstant(row.at, week ? 'both' : 'time'),
            width: '1%',
            nowrap: true,
          },
          {
            head: t('patient'),
            show: (row) =>
              row.patient ? (
                <>
                  {row.patient.name} <Dim>{say(row.patient.age)}</Dim>
                </>
              ) : (
                <>
                  {row.name} <Dim>{t('phoneEnds', { end: row.phone_end })}</Dim>
                </>
              ),
            phone: 'title',
          },
          { head: t('room'), show: (row) => row.room.code, width: '1%', nowrap: true },
          { head: t('doctor'), show: (row) => row.doctor_name },
          { head: t('reason'), show: (row) => row.reason },
          { head: t('by'), show: (row) => t(`channel_${row.channel}`), nowrap: true },
          { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
          {
            head: t('state'),
            show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
            width: '1%',
          },
        ]}
        onOpen={(row) => go({ open: row.id })}
      />
      {at.open && <AppointmentPanel id={at.open} onClose={() => go({ open: undefined })} />}
      {booking && (
        <SidePanel open title={t('book')} onClose={() => setBooking(false)}>
          <BookForm
            roomId={at.room}
            onBooked={(made) => {
              setBooking(false)
              go({ open: made.id })
            }}
          />
        </SidePanel>
      )}
    </Page>
  )
}
