import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const statistics = createRoute({
  getParentRoute: () => root,
  path: '/lab/statistics',
  component: lazyRouteComponent(() => import('./pages/Statistics'), 'Statistics'),
})
