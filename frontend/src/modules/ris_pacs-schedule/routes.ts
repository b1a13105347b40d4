import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** What is to be taken, STAT first; what came in; what yesterday left undone. */
export const exams = createRoute({
  getParentRoute: () => root,
  path: '/imaging/exams',
  component: lazyRouteComponent(() => import('./pages/Exams'), 'Exams'),
})

/** One exam: questions, technique, machine and time, what was done. */
export const exam = createRoute({
  getParentRoute: () => root,
  path: '/imaging/exams/$examId',
  component: lazyRouteComponent(() => import('./pages/Exam'), 'Exam'),
})

/** The machines, and a day of one. */
export const machines = createRoute({
  getParentRoute: () => root,
  path: '/imaging/machines',
  component: lazyRouteComponent(() => import('./pages/Machines'), 'Machines'),
})

export const machineDay = createRoute({
  getParentRoute: () => root,
  path: '/imaging/machines/$machineId',
  component: lazyRouteComponent(() => import('./pages/MachineDay'), 'MachineDay'),
})

/** What imaging knows of each service. */
export const procedures = createRoute({
  getParentRoute: () => root,
  path: '/imaging/procedures',
  component: lazyRouteComponent(() => import('./pages/Procedures'), 'Procedures'),
})

/** What machines told of nobody we know. */
export const steps = createRoute({
  getParentRoute: () => root,
  path: '/imaging/steps',
  component: lazyRouteComponent(() => import('./pages/Steps'), 'Steps'),
})
