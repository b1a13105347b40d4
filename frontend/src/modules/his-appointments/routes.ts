import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** A day or a week of appointments; `?open=` shows one beside the list. */
export const appointments = createRoute({
  getParentRoute: () => root,
  path: '/appointments',
  component: lazyRouteComponent(() => import('./pages/Appointments'), 'Appointments'),
})

export const waitingList = createRoute({
  getParentRoute: () => root,
  path: '/appointments/waiting-list',
  component: lazyRouteComponent(() => import('./pages/WaitingList'), 'WaitingList'),
})

/** Working hours, holidays, leave, and how many kept their appointments. */
export const plan = createRoute({
  getParentRoute: () => root,
  path: '/appointments/plan',
  component: lazyRouteComponent(() => import('./pages/Plan'), 'Plan'),
})
