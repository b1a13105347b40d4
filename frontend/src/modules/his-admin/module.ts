import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconSettings, IconUserCircle } from '@/kernel/ui/icons'
import { names } from './names'
import * as routes from './routes'

const Today = lazy(() => import('./pages/Today').then((m) => ({ default: m.Today })))
const OutboxLight = lazy(() =>
  import('./parts/OutboxLight').then((m) => ({ default: m.OutboxLight })),
)
const MustBar = lazy(() => import('./parts/MustBar').then((m) => ({ default: m.MustBar })))
const WhoLooked = lazy(() => import('./parts/WhoLooked').then((m) => ({ default: m.WhoLooked })))

export const hisAdmin: Module = {
  id: 'his.admin',
  nav: [
    {
      label: () => names('admin'),
      to: '/admin',
      needs: [
        'his.admin.users.read',
        'his.admin.facility.manage',
        'his.admin.parameters.manage',
        'his.admin.modules.switch',
        'his.admin.audit.read',
        'his.admin.outbox.read',
        'his.admin.jobs.read',
      ],
      icon: IconSettings,
      seldom: true,
    },
  ],
  routes: Object.values(routes),
  slots: [
    { slot: 'shell.light', needs: 'his.admin.outbox.read', show: OutboxLight },
    { slot: 'shell.bar', show: MustBar },
    { slot: 'patient.page', needs: 'his.admin.looks.read', show: WhoLooked },
  ],
  home: [{ needs: 'his.admin.users.read', roles: ['admin'], show: Today }],
  person: [{ label: () => names('account'), to: '/account', icon: IconUserCircle }],
}
