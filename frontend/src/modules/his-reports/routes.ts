import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('./pages/Reports'), 'Reports'),
})
export const morning = createRoute({
  getParentRoute: () => root,
  path: '/morning',
  component: lazyRouteComponent(() => import('./pages/Morning'), 'Morning'),
})
export const snapshots = createRoute({
  getParentRoute: () => root,
  path: '/reports/frozen',
  component: lazyRouteComponent(() => import('./pages/Snapshots'), 'Snapshots'),
})
export const snapshot = createRoute({
  getParentRoute: () => root,
  path: '/reports/frozen/$snapshot',
  component: lazyRouteComponent(() => import('./pages/Snapshot'), 'Snapshot'),
})
export const report = createRoute({
  getParentRoute: () => root,
  path: '/reports/$report',
  component: lazyRouteComponent(() => import('./pages/Report'), 'Report'),
})
