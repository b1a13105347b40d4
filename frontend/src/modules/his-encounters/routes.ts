import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The visits of a day; `?visit=` opens one beside the list. */
export const visits = createRoute({
  getParentRoute: () => root,
  path: '/visits',
  component: lazyRouteComponent(() => import('./pages/Visits'), 'Visits'),
})
