import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root } from '@/kernel/routes'

/** What waits to be read, STAT first. */
export const readingList = createRoute({
  getParentRoute: () => root,
  path: '/imaging/reading',
  component: lazyRouteComponent(() => import('./pages/ReadingList'), 'ReadingList'),
})

/** Reports whose pictures were corrected after they were out. */
export const touchedReports = createRoute({
  getParentRoute: () => root,
  path: '/imaging/corrected-reports',
  component: lazyRouteComponent(() => import('./pages/TouchedReports'), 'TouchedReports'),
})

/** One exam: what is known, the report, what comes of it. */
export const reading = createRoute({
  getParentRoute: () => root,
  path: '/imaging/reading/$readingId',
  component: lazyRouteComponent(() => import('./pages/Reading'), 'Reading'),
})

/** How I work: presets, hanging protocols, layout, macros. */
export const desk = createRoute({
  getParentRoute: () => root,
  path: '/imaging/reading-desk',
  component: lazyRouteComponent(() => import('./pages/Desk'), 'Desk'),
})

/** The house's report templates. */
export const reportTemplates = createRoute({
  getParentRoute: () => root,
  path: '/imaging/report-templates',
  component: lazyRouteComponent(() => import('./pages/Templates'), 'Templates'),
})

/** Screens at which pictures are read, and when they were checked. */
export const screens = createRoute({
  getParentRoute: () => root,
  path: '/imaging/screens',
  component: lazyRouteComponent(() => import('./pages/Screens'), 'Screens'),
})

/** The test pattern over the whole screen, and what to look at. */
export const pattern = createRoute({
  getParentRoute: () => root,
  path: '/imaging/screens/$displayId/pattern',
  component: lazyRouteComponent(() => import('./pages/Pattern'), 'Pattern'),
})
