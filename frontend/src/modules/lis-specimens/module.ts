import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconBarcode, IconVaccine } from '@/kernel/ui/icons'
import { names } from './names'
import { ALL } from './routes'

const RejectedBar = lazy(() =>
  import('./parts/RejectedBar').then((m) => ({ default: m.RejectedBar })),
)
const VisitTubes = lazy(() => import('./parts/VisitTubes').then((m) => ({ default: m.VisitTubes })))

export const lisSpecimens: Module = {
  id: 'lis.specimens',
  nav: [
    {
      label: () => names('collect'),
      to: '/lab/collect',
      needs: 'lis.specimens.specimen.collect',
      icon: IconVaccine,
    },
    {
      label: () => names('specimens'),
      short: () => names('short'),
      to: '/lab/specimens',
      needs: 'lis.specimens.specimen.receive',
      icon: IconBarcode,
    },
  ],
  routes: ALL,
  slots: [
    { slot: 'home.notice', needs: 'lis.specimens.specimen.read', show: RejectedBar },
    { slot: 'encounter.out', needs: 'lis.specimens.specimen.read', show: VisitTubes },
  ],
}
