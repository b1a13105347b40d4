import type { Module } from '@/kernel/module'
import { IconAlertTriangle, IconCpu } from '@/kernel/ui/icons'
import { names } from './names'
import { analyser, analysers, held, message, messages } from './routes'

export const lisAnalysers: Module = {
  id: 'lis.analysers',
  nav: [
    {
      label: () => names('analysers'),
      to: '/lab/analysers',
      needs: 'lis.analysers.analyser.read',
      icon: IconCpu,
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
