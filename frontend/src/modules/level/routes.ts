import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

// Not under /level: that is the public report, which works without script or sign-in.
export const level = createRoute({
  getParentRoute: () => root,
  path: '/assessment',
  component: lazyRouteComponent(() => import('./pages/Level'), 'Level'),
})
export const criterion = createRoute({
  getParentRoute: () => root,
  path: '/assessment/$circular/$item',
  component: lazyRouteComponent(() => import('./pages/Criterion'), 'Criterion'),
})
export const whatIf = createRoute({
  getParentRoute: () => root,
  path: '/assessment/what-if',
  component: lazyRouteComponent(() => import('./pages/WhatIf'), 'WhatIf'),
})
export const signatures = createRoute({
  getParentRoute: () => root,
  path: '/assessment/signatures',
  component: lazyRouteComponent(() => import('./pages/Signatures'), 'Signatures'),
})
export const checklists = createRoute({
  getParentRoute: () => root,
  path: '/assessment/checklists',
  component: lazyRouteComponent(() => import('./pages/Checklists'), 'Checklists'),
})
export const readings = createRoute({
  getParentRoute: () => root,
  path: '/assessment/readings',
  component: lazyRouteComponent(() => import('./pages/Readings'), 'Readings'),
})
export const history = createRoute({
  getParentRoute: () => root,
  path: '/assessment/history',
  component: lazyRouteComponent(() => import('./pages/History'), 'History'),
})
export const report = createRoute({
  getParentRoute: () => root,
  path: '/assessment/report',
  component: lazyRouteComponent(() => import('./pages/Report'), 'Report'),
})
