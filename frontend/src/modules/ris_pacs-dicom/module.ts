import type { Module } from '@/kernel/module'
import { IconScan } from '@/kernel/ui/icons'
import { names } from './names'
import { nodes } from './routes'

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
  ],
  routes: [nodes],
}
