import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconStethoscope } from '@/kernel/ui/icons'
import { names } from './names'
import { visits } from './routes'

const VisitForm = lazy(() => import('./parts/VisitForm').then((m) => ({ default: m.VisitForm })))
const Opened = lazy(() => import('./parts/Opened').then((m) => ({ default: m.Opened })))
const Recent = lazy(() => import('./parts/Recent').then((m) => ({ default: m.Recent })))
const RoomQuota = lazy(() => import('./parts/RoomQuota').then((m) => ({ default: m.RoomQuota })))
const OfPatient = lazy(() => import('./parts/OfPatient').then((m) => ({ default: m.OfPatient })))

export const hisEncounters: Module = {
  id: 'his.encounters',
  nav: [
    {
      label: () => names('visits'),
      to: '/visits',
      needs: 'his.encounters.encounter.read',
      icon: IconStethoscope,
    },
  ],
  routes: [visits],
  slots: [
    { slot: 'reception.visit', needs: 'his.encounters.encounter.open', show: VisitForm },
    { slot: 'reception.opened', needs: 'his.encounters.encounter.read', show: Opened },
    { slot: 'reception.side', needs: 'his.encounters.encounter.read', show: Recent },
    { slot: 'room.load', needs: 'his.encounters.encounter.read', show: RoomQuota },
    { slot: 'patient.page', needs: 'his.encounters.encounter.read', show: OfPatient },
  ],
}
