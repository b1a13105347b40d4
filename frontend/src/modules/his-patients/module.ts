import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconUserPlus, IconUsers } from '@/kernel/ui/icons'
import { names } from './names'
import { duplicates, merge, patient, patients, reception } from './routes'

const Reception = lazy(() => import('./pages/Reception').then((m) => ({ default: m.Reception })))
const PatientBanner = lazy(() =>
  import('./parts/PatientBanner').then((m) => ({ default: m.PatientBanner })),
)
const PatientPanel = lazy(() =>
  import('./parts/PatientPanel').then((m) => ({ default: m.PatientPanel })),
)

export const hisPatients: Module = {
  id: 'his.patients',
  nav: [
    {
      label: () => names('reception'),
      to: '/reception',
      needs: 'his.patients.patient.register',
      icon: IconUserPlus,
    },
    {
      label: () => names('patients'),
      to: '/patients',
      needs: 'his.patients.patient.read',
      icon: IconUsers,
    },
  ],
  routes: [reception, patients, duplicates, merge, patient],
  slots: [
    { slot: 'patient.banner', needs: 'his.patients.patient.read', show: PatientBanner },
    { slot: 'patient.panel', needs: 'his.patients.patient.read', show: PatientPanel },
  ],
  home: [
    {
      needs: 'his.patients.patient.register',
      roles: ['reception'],
      to: '/reception',
      show: Reception,
    },
  ],
}
