import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The desk: `?patient=`, `?new=1`, `?new=newborn&mother=`, `?new=unknown`, `?opened=`. */
export const reception = createRoute({
  getParentRoute: () => root,
  path: '/reception',
  component: lazyRouteComponent(() => import('./pages/Reception'), 'Reception'),
})

export const patients = createRoute({
  getParentRoute: () => root,
  path: '/patients',
  component: lazyRouteComponent(() => import('./pages/Patients'), 'Patients'),
})

export const duplicates = createRoute({
  getParentRoute: () => root,
  path: '/patients/duplicates',
  component: lazyRouteComponent(() => import('./pages/Duplicates'), 'Duplicates'),
})

/** Two records beside each other: `?kept=&gone=`, and `?pair=` when they came from the list. */
export const merge = createRoute({
  getParentRoute: () => root,
  path: '/patients/merge',
  component: lazyRouteComponent(() => import('./pages/Merge'), 'Merge'),
})

export const patient = createRoute({
  getParentRoute: () => root,
  path: '/patients/$patientId',
  component: lazyRouteComponent(() => import('./pages/Patient'), 'Patient'),
})
