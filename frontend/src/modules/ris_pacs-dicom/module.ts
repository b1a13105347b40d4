import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconScan, IconTransfer } from '@/kernel/ui/icons'
import { names } from './names'
import { exchange, nodes } from './routes'

const SendStudy = lazy(() => import('./parts/SendStudy').then((m) => ({ default: m.SendStudy })))

export const risPacsDicom: Module = {
  id: 'ris_pacs.dicom',
  nav: [
    {
      label: () => names('nodes'),
      to: '/imaging/nodes',
      needs: 'ris_pacs.dicom.node.read',
      icon: IconScan,
      seldom: true,
    },
    {
      label: () => names('exchange'),
      to: '/imaging/exchange',
      needs: 'ris_pacs.dicom.study.send',
      icon: IconTransfer,
      seldom: true,
    },
  ],
  routes: [nodes, exchange],
  slots: [{ slot: 'study.page', needs: 'ris_pacs.dicom.study.send', show: SendStudy }],
}
