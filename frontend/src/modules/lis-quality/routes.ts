import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const overview = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality',
  component: lazyRouteComponent(() => import('./pages/Overview'), 'Overview'),
})
/** `$bench` is a test's code, or `GLU@C311` where an analyser has controls of its own. */
export const chart = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality/tests/$bench',
  component: lazyRouteComponent(() => import('./pages/Chart'), 'Chart'),
})
export const holds = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality/holds',
  component: lazyRouteComponent(() => import('./pages/Holds'), 'Holds'),
})
export const lots = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality/lots',
  component: lazyRouteComponent(() => import('./pages/Lots'), 'Lots'),
})
export const statistics = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality/statistics',
  component: lazyRouteComponent(() => import('./pages/Statistics'), 'Statistics'),
})
export const rounds = createRoute({
  getParentRoute: () => root,
  path: '/lab/quality/rounds',
  component: lazyRouteComponent(() => import('./pages/Rounds'), 'Rounds'),
})

export const ALL = [overview, chart, holds, lots, statistics, rounds]
