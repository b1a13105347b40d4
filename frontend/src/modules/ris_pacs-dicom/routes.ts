import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The machines and stations that DICOM speaks with. */
export const nodes = createRoute({
  getParentRoute: () => root,
  path: '/imaging/nodes',
  component: lazyRouteComponent(() => import('./pages/Nodes'), 'Nodes'),
})

/** Studies that go to other nodes and come from them. */
export const exchange = createRoute({
  getParentRoute: () => root,
  path: '/imaging/exchange',
  component: lazyRouteComponent(() => import('./pages/Exchange'), 'Exchange'),
})
