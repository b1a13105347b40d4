import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconExternalLink } from '@/kernel/ui/icons'
import { names } from './names'
import { sendOuts } from './routes'

const Codes = lazy(() => import('./parts/Codes').then((m) => ({ default: m.Codes })))

export const lisLink: Module = {
  id: 'lis.link',
  nav: [
    {
      label: () => names('sendOuts'),
      short: () => names('short'),
      to: '/lab/send-outs',
      needs: 'lis.link.send_out.read',
      icon: IconExternalLink,
    },
  ],
  routes: [sendOuts],
  slots: [{ slot: 'link.partner', needs: 'lis.link.send_out.read', show: Codes }],
}
