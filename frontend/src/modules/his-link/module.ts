import type { Module } from '@/kernel/module'
import { IconLink } from '@/kernel/ui/icons'
import { names } from './names'
import { linkMessage, linkMessages, linkPartner, linkPartners } from './routes'

export const hisLink: Module = {
  id: 'his.link',
  nav: [
    {
      label: () => names('link'),
      short: () => names('short'),
      to: '/link',
      needs: 'his.link.partner.read',
      icon: IconLink,
      seldom: true,
    },
  ],
  routes: [linkPartners, linkPartner, linkMessages, linkMessage],
}
