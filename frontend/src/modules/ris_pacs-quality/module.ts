import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconEdit, IconPackages } from '@/kernel/ui/icons'
import { names } from './names'
import { corrections, desk, packing } from './routes'

const ToDesk = lazy(() => import('./parts/ToDesk').then((m) => ({ default: m.ToDesk })))

export const risPacsQuality: Module = {
  id: 'ris_pacs.quality',
  nav: [
    {
      label: () => names('corrections'),
      short: () => names('short'),
      to: '/imaging/quality',
      needs: 'ris_pacs.quality.correction.read',
      icon: IconEdit,
    },
    {
      label: () => names('packing'),
      to: '/imaging/packing',
      needs: 'ris_pacs.quality.packing.manage',
      icon: IconPackages,
      seldom: true,
    },
  ],
  routes: [corrections, packing, desk],
  slots: [{ slot: 'study.actions', needs: 'ris_pacs.quality.correction.propose', show: ToDesk }],
}
