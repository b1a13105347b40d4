import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** A study at a glance: on a phone, and where a machine draws no WebGL. */
export const quickViewer = createRoute({
  getParentRoute: () => root,
  path: '/images/$studyUid',
  component: lazyRouteComponent(() => import('./pages/QuickViewer'), 'QuickViewer'),
})
