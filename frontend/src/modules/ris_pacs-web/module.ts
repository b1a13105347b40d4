import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { quickViewer } from './routes'

const PatientStudies = lazy(() =>
  import('./parts/PatientStudies').then((m) => ({ default: m.PatientStudies })),
)
const OpenStudy = lazy(() => import('./parts/OpenStudy').then((m) => ({ default: m.OpenStudy })))

export const risPacsWeb: Module = {
  id: 'ris_pacs.web',
  nav: [],
  routes: [quickViewer],
  slots: [
    { slot: 'patient.page', needs: 'ris_pacs.web.study.view', show: PatientStudies },
    { slot: 'patient.panel', needs: 'ris_pacs.web.study.view', show: PatientStudies },
    { slot: 'study.actions', needs: 'ris_pacs.web.study.view', show: OpenStudy },
  ],
}
