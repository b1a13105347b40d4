import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconPill, IconSend, IconShieldHeart } from '@/kernel/ui/icons'
import { names } from './names'
import { drugs, national, safety } from './routes'

const VisitPrescriptions = lazy(() =>
  import('./parts/VisitPrescriptions').then((m) => ({ default: m.VisitPrescriptions })),
)

export const hisPrescribing: Module = {
  id: 'his.prescribing',
  nav: [
    {
      label: () => names('drugs'),
      short: () => names('shortDrugs'),
      to: '/drugs',
      needs: 'his.prescribing.drug.read',
      icon: IconPill,
    },
    {
      label: () => names('safety'),
      short: () => names('shortSafety'),
      to: '/prescribing/safety',
      needs: 'his.prescribing.alert.review',
      icon: IconShieldHeart,
    },
    {
      label: () => names('national'),
      to: '/prescribing/national',
      needs: 'his.prescribing.national.send',
      icon: IconSend,
    },
  ],
  routes: [drugs, safety, national],
  slots: [
    {
      slot: 'encounter.panel',
      needs: 'his.prescribing.prescription.read',
      show: VisitPrescriptions,
    },
  ],
}
