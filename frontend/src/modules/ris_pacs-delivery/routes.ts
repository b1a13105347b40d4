import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The book of what was handed out. */
export const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/imaging/deliveries',
  component: lazyRouteComponent(() => import('./pages/Deliveries'), 'Deliveries'),
})

/** Choose a patient's studies and say how they leave. */
export const newDelivery = createRoute({
  getParentRoute: () => root,
  path: '/imaging/deliveries/new/$patientId',
  component: lazyRouteComponent(() => import('./pages/NewDelivery'), 'NewDelivery'),
})

/** One delivery: its file or link, and what was done about it. */
export const delivery = createRoute({
  getParentRoute: () => root,
  path: '/imaging/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('./pages/Delivery'), 'Delivery'),
})

/** Discs of other houses, in quarantine until a person says whose they are. */
export const discs = createRoute({
  getParentRoute: () => root,
  path: '/imaging/discs',
  component: lazyRouteComponent(() => import('./pages/Discs'), 'Discs'),
})
