import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** One visit's work page: where a nurse measures and a doctor examines. */
export const visit = createRoute({
  getParentRoute: () => root,
  path: '/visits/$encounterId',
  component: lazyRouteComponent(() => import('./pages/Visit'), 'Visit'),
})
