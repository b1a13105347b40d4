import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconClipboardCheck, IconPackage } from '@/kernel/ui/icons'
import { names } from './names'
import { ALL } from './routes'

const Queue = lazy(() => import('./pages/Queue').then((m) => ({ default: m.Queue })))
const Dispensed = lazy(() => import('./parts/Dispensed').then((m) => ({ default: m.Dispensed })))

export const hisPharmacy: Module = {
  id: 'his.pharmacy',
  nav: [
    {
      label: () => names('dispensing'),
      to: '/pharmacy/dispensing',
      needs: 'his.pharmacy.drug.dispense',
      icon: IconClipboardCheck,
    },
    {
      label: () => names('stock'),
      to: '/pharmacy/stock',
      needs: 'his.pharmacy.stock.read',
      icon: IconPackage,
    },
  ],
  routes: ALL,
  slots: [{ slot: 'encounter.out', needs: 'his.pharmacy.dispensing.read', show: Dispensed }],
  home: [
    {
      needs: 'his.pharmacy.drug.dispense',
      roles: ['pharmacy'],
      to: '/pharmacy/dispensing',
      show: Queue,
    },
  ],
}
