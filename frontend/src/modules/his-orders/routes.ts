import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const worklist = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  component: lazyRouteComponent(() => import('./pages/Orders'), 'Orders'),
})

/** What somebody ordered and has not looked at; critical ones for whoever performs. */
export const unread = createRoute({
  getParentRoute: () => root,
  path: '/results',
  component: lazyRouteComponent(() => import('./pages/Unread'), 'Unread'),
})

/** One order's result: entered, approved, read, corrected. */
export const result = createRoute({
  getParentRoute: () => root,
  path: '/results/$orderId',
  component: lazyRouteComponent(() => import('./pages/Result'), 'Result'),
})

/** Bundles of orders: one's own and the house's. */
export const orderSets = createRoute({
  getParentRoute: () => root,
  path: '/order-sets',
  component: lazyRouteComponent(() => import('./pages/OrderSets'), 'OrderSets'),
})

/** Usual wordings of results. */
export const resultTemplates = createRoute({
  getParentRoute: () => root,
  path: '/result-templates',
  component: lazyRouteComponent(() => import('./pages/ResultTemplates'), 'ResultTemplates'),
})
