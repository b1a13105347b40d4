import type { Module } from '@/kernel/module'
import { IconChartDots } from '@/kernel/ui/icons'
import { names } from './names'
import { ALL } from './routes'

export const lisQuality: Module = {
  id: 'lis.quality',
  nav: [
    {
      label: () => names('quality'),
      short: () => names('short'),
      to: '/lab/quality',
      needs: 'lis.quality.control.read',
      icon: IconChartDots,
    },
  ],
  routes: ALL,
}
