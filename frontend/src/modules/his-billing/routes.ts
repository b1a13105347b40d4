import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const cashier = createRoute({
  getParentRoute: () => root,
  path: '/billing',
  component: lazyRouteComponent(() => import('./pages/Cashier'), 'Cashier'),
})

export const shift = createRoute({
  getParentRoute: () => root,
  path: '/billing/shift',
  component: lazyRouteComponent(() => import('./pages/Shift'), 'Shift'),
})

export const transfers = createRoute({
  getParentRoute: () => root,
  path: '/billing/transfers',
  component: lazyRouteComponent(() => import('./pages/Transfers'), 'Transfers'),
})

export const shifts = createRoute({
  getParentRoute: () => root,
  path: '/billing/shifts',
  component: lazyRouteComponent(() => import('./pages/Shifts'), 'Shifts'),
})

export const deposits = createRoute({
  getParentRoute: () => root,
  path: '/billing/deposits',
  component: lazyRouteComponent(() => import('./pages/Deposits'), 'Deposits'),
})

/** One visit's account. */
export const bill = createRoute({
  getParentRoute: () => root,
  path: '/billing/$encounterId',
  component: lazyRouteComponent(() => import('./pages/Bill'), 'Bill'),
})
