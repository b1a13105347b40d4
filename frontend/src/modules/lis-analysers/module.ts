import type { Module } from '@/kernel/module'
import { IconActivity, IconAlertTriangle } from '@/kernel/ui/icons'
import { names } from './names'
import { analyser, analysers, held, message, messages } from './routes'

export const lisAnalysers: Module = {
  id: 'lis.analysers',
  nav: [
    {
      label: () => names('analysers'),
      to: '/lab/analysers',
      needs: 'lis.analysers.analyser.read',
      icon: IconActivity,
    },
    {
      label: () => names('held'),
      short: () => names('short'),
      to: '/lab/unmatched',
      needs: 'lis.analysers.reading.review',
      icon: IconAlertTriangle,
    },
  ],
  routes: [analysers, analyser, messages, message, held],
}
