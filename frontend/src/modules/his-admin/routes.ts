import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const today = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyRouteComponent(() => import('./pages/Today'), 'Today'),
})
export const users = createRoute({
  getParentRoute: () => root,
  path: '/admin/users',
  component: lazyRouteComponent(() => import('./pages/Users'), 'Users'),
})
export const failed = createRoute({
  getParentRoute: () => root,
  path: '/admin/users/failed',
  component: lazyRouteComponent(() => import('./pages/FailedSignIns'), 'FailedSignIns'),
})
export const inactive = createRoute({
  getParentRoute: () => root,
  path: '/admin/users/inactive',
  component: lazyRouteComponent(() => import('./pages/Inactive'), 'Inactive'),
})
export const user = createRoute({
  getParentRoute: () => root,
  path: '/admin/users/$userId',
  component: lazyRouteComponent(() => import('./pages/User'), 'User'),
})
export const rights = createRoute({
  getParentRoute: () => root,
  path: '/admin/rights',
  component: lazyRouteComponent(() => import('./pages/Matrix'), 'Matrix'),
})
export const viewAs = createRoute({
  getParentRoute: () => root,
  path: '/admin/rights/view-as',
  component: lazyRouteComponent(() => import('./pages/ViewAs'), 'ViewAs'),
})
export const why = createRoute({
  getParentRoute: () => root,
  path: '/admin/rights/why',
  component: lazyRouteComponent(() => import('./pages/WhyCan'), 'WhyCan'),
})
export const places = createRoute({
  getParentRoute: () => root,
  path: '/admin/places',
  component: lazyRouteComponent(() => import('./pages/Places'), 'Places'),
})
export const parameters = createRoute({
  getParentRoute: () => root,
  path: '/admin/parameters',
  component: lazyRouteComponent(() => import('./pages/Parameters'), 'Parameters'),
})
export const modules = createRoute({
  getParentRoute: () => root,
  path: '/admin/modules',
  component: lazyRouteComponent(() => import('./pages/Modules'), 'Modules'),
})
export const audit = createRoute({
  getParentRoute: () => root,
  path: '/admin/audit',
  component: lazyRouteComponent(() => import('./pages/Audit'), 'Audit'),
})
export const looks = createRoute({
  getParentRoute: () => root,
  path: '/admin/audit/looks',
  component: lazyRouteComponent(() => import('./pages/Looks'), 'Looks'),
})
export const outbox = createRoute({
  getParentRoute: () => root,
  path: '/admin/outbox',
  component: lazyRouteComponent(() => import('./pages/Outbox'), 'Outbox'),
})
export const jobs = createRoute({
  getParentRoute: () => root,
  path: '/admin/jobs',
  component: lazyRouteComponent(() => import('./pages/Jobs'), 'Jobs'),
})
export const software = createRoute({
  getParentRoute: () => root,
  path: '/admin/software',
  component: lazyRouteComponent(() => import('./pages/Software'), 'Software'),
})
export const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/Account'), 'Account'),
})
export const whyMe = createRoute({
  getParentRoute: () => root,
  path: '/account/why',
  component: lazyRouteComponent(() => import('./pages/WhyMe'), 'WhyMe'),
})
