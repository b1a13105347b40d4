import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The machines and stations that DICOM speaks with. */
export const nodes = createRoute({
  getParentRoute: () => root,
  path: '/imaging/nodes',
  component: lazyRouteComponent(() => import('./pages/Nodes'), 'Nodes'),
})
