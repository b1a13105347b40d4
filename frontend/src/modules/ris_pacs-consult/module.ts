import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconMessages } from '@/kernel/ui/icons'
import { names } from './names'
import { consultation, consultations } from './routes'

const OpenOnStudy = lazy(() =>
  import('./parts/OpenOnStudy').then((m) => ({ default: m.OpenOnStudy })),
)

export const risPacsConsult: Module = {
  id: 'ris_pacs.consult',
  nav: [
    {
      label: () => names('consultations'),
      short: () => names('short'),
      to: '/imaging/consultations',
      needs: 'ris_pacs.consult.room.join',
      icon: IconMessages,
    },
  ],
  routes: [consultations, consultation],
  slots: [{ slot: 'study.actions', needs: 'ris_pacs.consult.room.open', show: OpenOnStudy }],
}
