import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import {
  IconArrowsExchange,
  IconCash,
  IconPigMoney,
  IconQrcode,
  IconReceipt,
} from '@/kernel/ui/icons'
import { names } from './names'
import { bill, cashier, deposits, shift, shifts, transfers } from './routes'

const Cashier = lazy(() => import('./pages/Cashier').then((m) => ({ default: m.Cashier })))
const BillSoFar = lazy(() => import('./parts/BillSoFar').then((m) => ({ default: m.BillSoFar })))

export const hisBilling: Module = {
  id: 'his.billing',
  nav: [
    {
      label: () => names('cashier'),
      to: '/billing',
      needs: 'his.billing.payment.take',
      icon: IconCash,
    },
    {
      label: () => names('deposits'),
      to: '/billing/deposits',
      needs: 'his.billing.payment.take',
      icon: IconPigMoney,
    },
    {
      label: () => names('shift'),
      to: '/billing/shift',
      needs: 'his.billing.shift.work',
      icon: IconReceipt,
    },
    {
      label: () => names('transfers'),
      to: '/billing/transfers',
      needs: ['his.billing.transfer.reconcile', 'his.billing.bank.set'],
      icon: IconQrcode,
    },
    {
      label: () => names('shifts'),
      to: '/billing/shifts',
      needs: ['his.billing.shift.oversee', 'his.billing.discount.approve'],
      icon: IconArrowsExchange,
    },
  ],
  routes: [cashier, deposits, shift, transfers, shifts, bill],
  slots: [{ slot: 'encounter.out', needs: 'his.billing.bill.read', show: BillSoFar }],
  home: [{ needs: 'his.billing.payment.take', roles: ['cashier'], to: '/billing', show: Cashier }],
}
