import type { Module } from '@/kernel/module'
import { IconPrinter } from '@/kernel/ui/icons'
import { names } from './names'
import { form, forms } from './routes'

export const hisForms: Module = {
  id: 'his.forms',
  nav: [
    {
      label: () => names('forms'),
      to: '/forms',
      needs: 'his.forms.template.edit',
      icon: IconPrinter,
      seldom: true,
    },
  ],
  routes: [forms, form],
}
