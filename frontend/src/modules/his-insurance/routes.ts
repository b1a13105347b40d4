import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** The clerk's worklist. */
export const dossiers = createRoute({
  getParentRoute: () => root,
  path: '/insurance',
  component: lazyRouteComponent(() => import('./pages/Dossiers'), 'Dossiers'),
})

/** One dossier: what is wrong, where to mend it, what happened to it. */
export const dossier = createRoute({
  getParentRoute: () => root,
  path: '/insurance/dossiers/$dossierId',
  component: lazyRouteComponent(() => import('./pages/Dossier'), 'Dossier'),
})

/** Who covers one visit. */
export const coverage = createRoute({
  getParentRoute: () => root,
  path: '/insurance/visits/$encounterId',
  component: lazyRouteComponent(() => import('./pages/Coverage'), 'Coverage'),
})

export const rules = createRoute({
  getParentRoute: () => root,
  path: '/insurance/rules',
  component: lazyRouteComponent(() => import('./pages/Rules'), 'Rules'),
})

export const settlement = createRoute({
  getParentRoute: () => root,
  path: '/insurance/settlement',
  component: lazyRouteComponent(() => import('./pages/Settlement'), 'Settlement'),
})

export const gateway = createRoute({
  getParentRoute: () => root,
  path: '/insurance/gateway',
  component: lazyRouteComponent(() => import('./pages/Gateway'), 'Gateway'),
})
