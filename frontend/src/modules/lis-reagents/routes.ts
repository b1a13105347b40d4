import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const overview = createRoute({
  getParentRoute: () => root,
  path: '/lab/reagents',
  component: lazyRouteComponent(() => import('./pages/Overview'), 'Overview'),
})
export const lots = createRoute({
  getParentRoute: () => root,
  path: '/lab/reagents/lots',
  component: lazyRouteComponent(() => import('./pages/Lots'), 'Lots'),
})
export const traced = createRoute({
  getParentRoute: () => root,
  path: '/lab/reagents/lots/$lot',
  component: lazyRouteComponent(() => import('./pages/Traced'), 'Traced'),
})
export const items = createRoute({
  getParentRoute: () => root,
  path: '/lab/reagents/items',
  component: lazyRouteComponent(() => import('./pages/Items'), 'Items'),
})
export const orders = createRoute({
  getParentRoute: () => root,
  path: '/lab/reagents/orders',
  component: lazyRouteComponent(() => import('./pages/Orders'), 'Orders'),
})

export const ALL = [overview, lots, traced, items, orders]
