import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** Consultations, the newest first. */
export const consultations = createRoute({
  getParentRoute: () => root,
  path: '/imaging/consultations',
  component: lazyRouteComponent(() => import('./pages/Consultations'), 'Consultations'),
})

/** One consultation: who is invited, what was said, the minutes. */
export const consultation = createRoute({
  getParentRoute: () => root,
  path: '/imaging/consultations/$consultationId',
  component: lazyRouteComponent(() => import('./pages/Consultation'), 'Consultation'),
})
