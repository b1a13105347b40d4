import { lazy } from 'react'
import type { Module } from '@/kernel/module'

const Links = lazy(() => import('./parts/Links').then((m) => ({ default: m.Links })))

export const hisPatientLinks: Module = {
  id: 'his.patient_links',
  nav: [],
  routes: [],
  slots: [{ slot: 'document.links', needs: 'his.patient_links.link.read', show: Links }],
}
