import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** What other laboratories do for us. */
export const sendOuts = createRoute({
  getParentRoute: () => root,
  path: '/lab/send-outs',
  component: lazyRouteComponent(() => import('./pages/SendOuts'), 'SendOuts'),
})
