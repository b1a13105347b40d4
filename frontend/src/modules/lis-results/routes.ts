import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** Tests at the bench: the grid that is filled by the keyboard. */
export const bench = createRoute({
  getParentRoute: () => root,
  path: '/lab/bench',
  component: lazyRouteComponent(() => import('./pages/Bench'), 'Bench'),
})

/** Results that wait for the technician's check and the physician's signature. */
export const verify = createRoute({
  getParentRoute: () => root,
  path: '/lab/verify',
  component: lazyRouteComponent(() => import('./pages/Verify'), 'Verify'),
})

/** One order: every test, every run, who did what; corrections. */
export const labOrder = createRoute({
  getParentRoute: () => root,
  path: '/lab/orders/$orderId',
  component: lazyRouteComponent(() => import('./pages/LabOrder'), 'LabOrder'),
})
