import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconActivity, IconChartBar } from '@/kernel/ui/icons'
import { names } from './names'
import { morning, report, reports, snapshot, snapshots } from './routes'

const Morning = lazy(() => import('./pages/Morning').then((m) => ({ default: m.Morning })))

export const hisReports: Module = {
  id: 'his.reports',
  nav: [
    {
      label: () => names('morning'),
      to: '/morning',
      needs: 'his.reports.morning.read',
      icon: IconActivity,
    },
    {
      label: () => names('reports'),
      short: () => names('short'),
      to: '/reports',
      needs: 'his.reports.report.read',
      icon: IconChartBar,
    },
  ],
  routes: [reports, morning, snapshots, snapshot, report],
  home: [{ needs: 'his.reports.morning.read', roles: ['director'], to: '/morning', show: Morning }],
}
