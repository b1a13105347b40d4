import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

export const collect = createRoute({
  getParentRoute: () => root,
  path: '/lab/collect',
  component: lazyRouteComponent(() => import('./pages/Collect'), 'Collect'),
})
export const collectPatient = createRoute({
  getParentRoute: () => root,
  path: '/lab/collect/$patientId',
  component: lazyRouteComponent(() => import('./pages/CollectPatient'), 'CollectPatient'),
})
export const tubes = createRoute({
  getParentRoute: () => root,
  path: '/lab/specimens',
  component: lazyRouteComponent(() => import('./pages/Tubes'), 'Tubes'),
})
export const tube = createRoute({
  getParentRoute: () => root,
  path: '/lab/specimens/$code',
  component: lazyRouteComponent(() => import('./pages/Tube'), 'Tube'),
})
export const emergency = createRoute({
  getParentRoute: () => root,
  path: '/lab/emergency',
  component: lazyRouteComponent(() => import('./pages/Emergency'), 'Emergency'),
})
export const campaigns = createRoute({
  getParentRoute: () => root,
  path: '/lab/campaigns',
  component: lazyRouteComponent(() => import('./pages/Campaigns'), 'Campaigns'),
})
export const oneCampaign = createRoute({
  getParentRoute: () => root,
  path: '/lab/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('./pages/OneCampaign'), 'OneCampaign'),
})
export const storage = createRoute({
  getParentRoute: () => root,
  path: '/lab/storage',
  component: lazyRouteComponent(() => import('./pages/Storage'), 'Storage'),
})
export const shipments = createRoute({
  getParentRoute: () => root,
  path: '/lab/shipments',
  component: lazyRouteComponent(() => import('./pages/Shipments'), 'Shipments'),
})
export const rejected = createRoute({
  getParentRoute: () => root,
  path: '/lab/rejections',
  component: lazyRouteComponent(() => import('./pages/Rejections'), 'Rejections'),
})
export const disposal = createRoute({
  getParentRoute: () => root,
  path: '/lab/disposal',
  component: lazyRouteComponent(() => import('./pages/Disposal'), 'Disposal'),
})

export const ALL = [
  emergency,
  campaigns,
  oneCampaign,
  collect,
  collectPatient,
  tubes,
  tube,
  storage,
  shipments,
  rejected,
  disposal,
]
