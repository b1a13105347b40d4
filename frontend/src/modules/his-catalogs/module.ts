import type { Module } from '@/kernel/module'
import { IconListDetails } from '@/kernel/ui/icons'
import { names } from './names'
import { compare, entries, imports, lists, oneImport } from './routes'

export const hisCatalogs: Module = {
  id: 'his.catalogs',
  nav: [
    {
      label: () => names('catalogs'),
      short: () => names('short'),
      to: '/catalogs',
      needs: 'his.catalogs.entry.read',
      icon: IconListDetails,
      seldom: true,
    },
  ],
  routes: [lists, entries, imports, oneImport, compare],
}
