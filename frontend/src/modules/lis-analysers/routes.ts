import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The instruments and the state of their lines. */
export const analysers = createRoute({
  getParentRoute: () => root,
  path: '/lab/analysers',
  component: lazyRouteComponent(() => import('./pages/Analysers'), 'Analysers'),
})

/** One instrument: its line, its codes, its messages. */
export const analyser = createRoute({
  getParentRoute: () => root,
  path: '/lab/analysers/$analyserId',
  component: lazyRouteComponent(() => import('./pages/Analyser'), 'Analyser'),
})

/** What came over the lines, byte by byte. */
export const messages = createRoute({
  getParentRoute: () => root,
  path: '/lab/analyser-messages',
  component: lazyRouteComponent(() => import('./pages/Messages'), 'Messages'),
})

export const message = createRoute({
  getParentRoute: () => root,
  path: '/lab/analyser-messages/$messageId',
  component: lazyRouteComponent(() => import('./pages/Message'), 'Message'),
})

/** Readings that matched nothing. */
export const held = createRoute({
  getParentRoute: () => root,
  path: '/lab/unmatched',
  component: lazyRouteComponent(() => import('./pages/Held'), 'HeldReadings'),
})
