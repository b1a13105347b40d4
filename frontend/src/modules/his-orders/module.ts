import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconClipboardList } from '@/kernel/ui/icons'
import { worklist } from './routes'
import { t } from './text'

const Orders = lazy(() => import('./pages/Orders').then((m) => ({ default: m.Orders })))
const VisitOrders = lazy(() =>
  import('./parts/VisitOrders').then((m) => ({ default: m.VisitOrders })),
)

export const hisOrders: Module = {
  id: 'his.orders',
  nav: [
    {
      label: () => t('perform'),
      short: () => t('orders'),
      to: '/orders',
      needs: 'his.orders.order.perform',
      icon: IconClipboardList,
    },
  ],
  routes: [worklist],
  slots: [{ slot: 'encounter.out', needs: 'his.orders.order.read', show: VisitOrders }],
  home: [{ needs: 'his.orders.order.perform', roles: ['lab', 'radiology'], show: Orders }],
}
