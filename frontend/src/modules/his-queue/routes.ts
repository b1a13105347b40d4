import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The queue of the room where one works; `?room=` looks at another one. */
export const queue = createRoute({
  getParentRoute: () => root,
  path: '/queue',
  component: lazyRouteComponent(() => import('./pages/Queue'), 'Queue'),
})

/** The devices that give numbers. */
export const kiosks = createRoute({
  getParentRoute: () => root,
  path: '/queue/kiosks',
  component: lazyRouteComponent(() => import('./pages/Kiosks'), 'Kiosks'),
})

export const waits = createRoute({
  getParentRoute: () => root,
  path: '/queue/waits',
  component: lazyRouteComponent(() => import('./pages/Waits'), 'Waits'),
})
