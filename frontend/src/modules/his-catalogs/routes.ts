import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const lists = createRoute({
  getParentRoute: () => root,
  path: '/catalogs',
  component: lazyRouteComponent(() => import('./pages/Lists'), 'Lists'),
})
export const entries = createRoute({
  getParentRoute: () => root,
  path: '/catalogs/$list',
  component: lazyRouteComponent(() => import('./pages/Entries'), 'Entries'),
})
export const imports = createRoute({
  getParentRoute: () => root,
  path: '/catalogs/$list/imports',
  component: lazyRouteComponent(() => import('./pages/Imports'), 'Imports'),
})
export const oneImport = createRoute({
  getParentRoute: () => root,
  path: '/catalogs/$list/imports/$import',
  component: lazyRouteComponent(() => import('./pages/OneImport'), 'OneImport'),
})
export const compare = createRoute({
  getParentRoute: () => root,
  path: '/catalogs/$list/compare',
  component: lazyRouteComponent(() => import('./pages/Compare'), 'Compare'),
})
