import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconDisc, IconUpload } from '@/kernel/ui/icons'
import { names } from './names'
import { deliveries, delivery, discs, newDelivery } from './routes'

const PatientTools = lazy(() =>
  import('./parts/PatientTools').then((m) => ({ default: m.PatientTools })),
)

export const risPacsDelivery: Module = {
  id: 'ris_pacs.delivery',
  nav: [
    {
      label: () => names('deliveries'),
      to: '/imaging/deliveries',
      needs: 'ris_pacs.delivery.job.read',
      icon: IconDisc,
    },
    {
      label: () => names('discs'),
      short: () => names('discsShort'),
      to: '/imaging/discs',
      needs: 'ris_pacs.delivery.disc.take',
      icon: IconUpload,
    },
  ],
  routes: [deliveries, newDelivery, discs, delivery],
  slots: [
    {
      slot: 'patient.page',
      needs: ['ris_pacs.delivery.job.make', 'ris_pacs.delivery.capture.add'],
      show: PatientTools,
    },
  ],
}
