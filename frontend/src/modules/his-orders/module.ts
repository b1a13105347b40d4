import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconClipboardList, IconFlask, IconForms, IconListCheck } from '@/kernel/ui/icons'
import { names } from './names'
import { orderSets, result, resultTemplates, unread, worklist } from './routes'
import { useUnread } from './useUnread'

const Orders = lazy(() => import('./pages/Orders').then((m) => ({ default: m.Orders })))
const VisitOrders = lazy(() =>
  import('./parts/VisitOrders').then((m) => ({ default: m.VisitOrders })),
)
const CriticalBar = lazy(() =>
  import('./parts/CriticalBar').then((m) => ({ default: m.CriticalBar })),
)
const Cumulative = lazy(() => import('./parts/Cumulative').then((m) => ({ default: m.Cumulative })))

export const hisOrders: Module = {
  id: 'his.orders',
  nav: [
    {
      label: () => names('perform'),
      short: () => names('orders'),
      to: '/orders',
      needs: 'his.orders.order.perform',
      icon: IconClipboardList,
    },
    {
      label: () => names('unread'),
      short: () => names('short'),
      to: '/results',
      needs: ['his.orders.order.place', 'his.orders.order.perform'],
      icon: IconFlask,
      useCount: useUnread,
    },
    {
      label: () => names('sets'),
      to: '/order-sets',
      needs: 'his.orders.set.keep',
      seldom: true,
      icon: IconListCheck,
    },
    {
      label: () => names('templates'),
      to: '/result-templates',
      needs: 'his.orders.set.edit',
      seldom: true,
      icon: IconForms,
    },
  ],
  routes: [worklist, unread, result, orderSets, resultTemplates],
  slots: [
    { slot: 'shell.bar', needs: 'his.orders.critical.acknowledge', show: CriticalBar },
    { slot: 'encounter.out', needs: 'his.orders.order.read', show: VisitOrders },
    { slot: 'patient.page', needs: 'his.cdr.fact.read', show: Cumulative },
  ],
  home: [
    {
      needs: 'his.orders.order.perform',
      roles: ['lab', 'radiology'],
      to: '/orders',
      show: Orders,
    },
  ],
}
