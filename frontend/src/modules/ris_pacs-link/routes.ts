import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** Orders of other systems, and what is done elsewhere. */
export const link = createRoute({
  getParentRoute: () => root,
  path: '/imaging/link',
  component: lazyRouteComponent(() => import('./pages/Exams'), 'Exams'),
})

/** What is spoken here, and the validator. */
export const conformance = createRoute({
  getParentRoute: () => root,
  path: '/imaging/conformance',
  component: lazyRouteComponent(() => import('./pages/Conformance'), 'Conformance'),
})
