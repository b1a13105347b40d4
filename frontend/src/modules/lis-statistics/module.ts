import type { Module } from '@/kernel/module'
import { IconChartPie } from '@/kernel/ui/icons'
import { names } from './names'
import { statistics } from './routes'

export const lisStatistics: Module = {
  id: 'lis.statistics',
  nav: [
    {
      label: () => names('statistics'),
      short: () => names('short'),
      to: '/lab/statistics',
      needs: 'lis.statistics.figures.read',
      icon: IconChartPie,
      seldom: true,
    },
  ],
  routes: [statistics],
}
