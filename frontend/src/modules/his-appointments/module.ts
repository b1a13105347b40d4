import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconCalendar } from '@/kernel/ui/icons'
import { names } from './names'
import { appointments, plan, waitingList } from './routes'

const Expected = lazy(() => import('./parts/Expected').then((m) => ({ default: m.Expected })))
const NextVisit = lazy(() => import('./parts/NextVisit').then((m) => ({ default: m.NextVisit })))
const OfPatient = lazy(() => import('./parts/OfPatient').then((m) => ({ default: m.OfPatient })))
const RevisitTime = lazy(() =>
  import('./parts/RevisitTime').then((m) => ({ default: m.RevisitTime })),
)
const Today = lazy(() => import('./parts/Today').then((m) => ({ default: m.Today })))

export const hisAppointments: Module = {
  id: 'his.appointments',
  nav: [
    {
      label: () => names('appointments'),
      to: '/appointments',
      needs: 'his.appointments.appointment.read',
      icon: IconCalendar,
    },
  ],
  routes: [appointments, waitingList, plan],
  slots: [
    { slot: 'encounter.checkin', needs: 'his.appointments.appointment.read', show: Expected },
    { slot: 'encounter.out', needs: 'his.appointments.appointment.book', show: NextVisit },
    { slot: 'revisit.time', needs: 'his.appointments.appointment.book', show: RevisitTime },
    { slot: 'patient.page', needs: 'his.appointments.appointment.read', show: OfPatient },
    { slot: 'reception.side', needs: 'his.appointments.appointment.read', show: Today },
  ],
}
