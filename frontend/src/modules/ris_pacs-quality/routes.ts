import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The book of corrections: what waits for a second person, and what was done. */
export const corrections = createRoute({
  getParentRoute: () => root,
  path: '/imaging/quality',
  component: lazyRouteComponent(() => import('./pages/Corrections'), 'Corrections'),
})

/** A study on the desk: what the order says beside what the pictures say. */
export const desk = createRoute({
  getParentRoute: () => root,
  path: '/imaging/quality/$studyUid',
  component: lazyRouteComponent(() => import('./pages/Desk'), 'Desk'),
})

/** JPEG 2000: policies, what was saved, each picture's proof. */
export const packing = createRoute({
  getParentRoute: () => root,
  path: '/imaging/packing',
  component: lazyRouteComponent(() => import('./pages/Packing'), 'Packing'),
})
