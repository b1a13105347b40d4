import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconArrowsLeftRight, IconRosette } from '@/kernel/ui/icons'
import { names } from './names'
import { conformance, link } from './routes'

const Way = lazy(() => import('./parts/Way').then((m) => ({ default: m.Way })))

export const risPacsLink: Module = {
  id: 'ris_pacs.link',
  nav: [
    {
      label: () => names('link'),
      short: () => names('linkShort'),
      to: '/imaging/link',
      needs: 'ris_pacs.link.exam.read',
      icon: IconArrowsLeftRight,
      seldom: true,
    },
    {
      label: () => names('conformance'),
      short: () => names('short'),
      to: '/imaging/conformance',
      needs: 'ris_pacs.link.conformance.read',
      icon: IconRosette,
      seldom: true,
    },
  ],
  routes: [link, conformance],
  slots: [{ slot: 'link.partner', needs: 'ris_pacs.link.exam.read', show: Way }],
}
