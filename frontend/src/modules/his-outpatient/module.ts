import type { Module } from '@/kernel/module'
import { IconFileText, IconMessage } from '@/kernel/ui/icons'
import { names } from './names'
import { consultations, templates, visit } from './routes'

/** The queue's and the desk's lists lead to the visit, which has no menu entry of its own. */
export const hisOutpatient: Module = {
  id: 'his.outpatient',
  nav: [
    {
      label: () => names('consultations'),
      short: () => names('short'),
      to: '/consultations',
      needs: 'his.outpatient.consultation.write',
      icon: IconMessage,
    },
    {
      label: () => names('templates'),
      to: '/templates',
      needs: 'his.outpatient.template.edit',
      icon: IconFileText,
      seldom: true,
    },
  ],
  routes: [visit, consultations, templates],
}
