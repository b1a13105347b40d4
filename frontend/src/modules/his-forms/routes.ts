import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const forms = createRoute({
  getParentRoute: () => root,
  path: '/forms',
  component: lazyRouteComponent(() => import('./pages/Forms'), 'Forms'),
})
export const form = createRoute({
  getParentRoute: () => root,
  path: '/forms/$form',
  component: lazyRouteComponent(() => import('./pages/Form'), 'Form'),
})
