import type { Module } from '@/kernel/module'
import { IconBottle } from '@/kernel/ui/icons'
import { names } from './names'
import { ALL } from './routes'

export const lisReagents: Module = {
  id: 'lis.reagents',
  nav: [
    {
      label: () => names('reagents'),
      short: () => names('short'),
      to: '/lab/reagents',
      needs: 'lis.reagents.stock.read',
      icon: IconBottle,
    },
  ],
  routes: ALL,
}
