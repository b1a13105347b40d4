import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const drugs = createRoute({
  getParentRoute: () => root,
  path: '/drugs',
  component: lazyRouteComponent(() => import('./pages/Drugs'), 'Drugs'),
})

export const safety = createRoute({
  getParentRoute: () => root,
  path: '/prescribing/safety',
  component: lazyRouteComponent(() => import('./pages/Safety'), 'Safety'),
})

export const national = createRoute({
  getParentRoute: () => root,
  path: '/prescribing/national',
  component: lazyRouteComponent(() => import('./pages/National'), 'National'),
})
