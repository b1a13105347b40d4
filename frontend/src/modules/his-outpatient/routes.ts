import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** One visit's work page: where a nurse measures and a doctor examines. */
export const visit = createRoute({
  getParentRoute: () => root,
  path: '/visits/$encounterId',
  component: lazyRouteComponent(() => import('./pages/Visit'), 'Visit'),
})

/** Questions from other rooms that wait for an answer. */
export const consultations = createRoute({
  getParentRoute: () => root,
  path: '/consultations',
  component: lazyRouteComponent(() => import('./pages/Consultations'), 'Consultations'),
})

/** Templates of the examination and phrases, the facility's and one's own. */
export const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  component: lazyRouteComponent(() => import('./pages/Templates'), 'Templates'),
})
