import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const queue = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/dispensing',
  component: lazyRouteComponent(() => import('./pages/Queue'), 'Queue'),
})
export const dispensing = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/dispensing/$dispensingId',
  component: lazyRouteComponent(() => import('./pages/Dispensing'), 'Dispensing'),
})
export const stock = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/stock',
  component: lazyRouteComponent(() => import('./pages/Stock'), 'Stock'),
})
export const receive = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/receive',
  component: lazyRouteComponent(() => import('./pages/Receive'), 'Receive'),
})
export const papers = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/papers',
  component: lazyRouteComponent(() => import('./pages/Papers'), 'Papers'),
})
export const transfer = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/transfer',
  component: lazyRouteComponent(() => import('./pages/Transfer'), 'Transfer'),
})
export const counts = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/counts',
  component: lazyRouteComponent(() => import('./pages/Counts'), 'Counts'),
})
export const count = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/counts/$countId',
  component: lazyRouteComponent(() => import('./pages/Count'), 'Count'),
})
export const recalls = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/recalls',
  component: lazyRouteComponent(() => import('./pages/Recalls'), 'Recalls'),
})
export const reports = createRoute({
  getParentRoute: () => root,
  path: '/pharmacy/reports',
  component: lazyRouteComponent(() => import('./pages/Reports'), 'Reports'),
})

export const ALL = [
  queue,
  dispensing,
  stock,
  receive,
  papers,
  transfer,
  counts,
  count,
  recalls,
  reports,
]
