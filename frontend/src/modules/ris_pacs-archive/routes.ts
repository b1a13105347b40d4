import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** What machines sent, the newest first. */
export const studies = createRoute({
  getParentRoute: () => root,
  path: '/imaging',
  component: lazyRouteComponent(() => import('./pages/Studies'), 'Studies'),
})

/** Studies of nobody: a person says whose they are. */
export const unmatched = createRoute({
  getParentRoute: () => root,
  path: '/imaging/unmatched',
  component: lazyRouteComponent(() => import('./pages/Unmatched'), 'Unmatched'),
})

/** How full the store is, and what was refused. */
export const storage = createRoute({
  getParentRoute: () => root,
  path: '/imaging/storage',
  component: lazyRouteComponent(() => import('./pages/Storage'), 'Storage'),
})

/** One study: its series, whose it is, and what was decided about that. */
export const study = createRoute({
  getParentRoute: () => root,
  path: '/imaging/studies/$studyId',
  component: lazyRouteComponent(() => import('./pages/Study'), 'Study'),
})
