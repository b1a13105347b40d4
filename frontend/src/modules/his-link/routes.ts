import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The other systems, and how it goes with each. */
export const linkPartners = createRoute({
  getParentRoute: () => root,
  path: '/link',
  component: lazyRouteComponent(() => import('./pages/Partners'), 'Partners'),
})

export const linkPartner = createRoute({
  getParentRoute: () => root,
  path: '/link/partners/$partnerId',
  component: lazyRouteComponent(() => import('./pages/Partner'), 'Partner'),
})

/** What came and went; what waits for a person is the same list, by its state. */
export const linkMessages = createRoute({
  getParentRoute: () => root,
  path: '/link/messages',
  component: lazyRouteComponent(() => import('./pages/Messages'), 'Messages'),
})

export const linkMessage = createRoute({
  getParentRoute: () => root,
  path: '/link/messages/$messageId',
  component: lazyRouteComponent(() => import('./pages/Message'), 'Message'),
})
