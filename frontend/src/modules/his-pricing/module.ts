import type { Module } from '@/kernel/module'
import { IconTags } from '@/kernel/ui/icons'
import { names } from './names'
import { prices } from './routes'

export const hisPricing: Module = {
  id: 'his.pricing',
  nav: [
    {
      label: () => names('prices'),
      to: '/prices',
      needs: 'his.pricing.price.read',
      icon: IconTags,
      seldom: true,
    },
  ],
  routes: [prices],
}
