import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const tests = createRoute({
  getParentRoute: () => root,
  path: '/lab/tests',
  component: lazyRouteComponent(() => import('./pages/Tests'), 'Tests'),
})
export const oneTest = createRoute({
  getParentRoute: () => root,
  path: '/lab/tests/$code',
  component: lazyRouteComponent(() => import('./pages/OneTest'), 'OneTest'),
})
export const setUp = createRoute({
  getParentRoute: () => root,
  path: '/lab/set-up',
  component: lazyRouteComponent(() => import('./pages/SetUp'), 'SetUp'),
})
export const labAdministration = createRoute({
  getParentRoute: () => root,
  path: '/lab/administration',
  component: lazyRouteComponent(() => import('./pages/LabAdministration'), 'LabAdministration'),
})
export const testFile = createRoute({
  getParentRoute: () => root,
  path: '/lab/tests-file',
  component: lazyRouteComponent(() => import('./pages/TestFile'), 'TestFile'),
})

export const ALL = [tests, oneTest, setUp, labAdministration, testFile]
