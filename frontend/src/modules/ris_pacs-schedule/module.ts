import type { Module } from '@/kernel/module'
import { IconDeviceDesktopAnalytics, IconListSearch } from '@/kernel/ui/icons'
import { names } from './names'
import { exam, exams, machineDay, machines, procedures, steps } from './routes'

export const risPacsSchedule: Module = {
  id: 'ris_pacs.schedule',
  nav: [
    {
      label: () => names('exams'),
      short: () => names('short'),
      to: '/imaging/exams',
      needs: ['ris_pacs.schedule.exam.work', 'ris_pacs.schedule.exam.protocol'],
      icon: IconListSearch,
    },
    {
      label: () => names('machines'),
      to: '/imaging/machines',
      needs: ['ris_pacs.schedule.exam.plan', 'ris_pacs.schedule.machine.set_up'],
      icon: IconDeviceDesktopAnalytics,
      seldom: true,
    },
  ],
  routes: [exams, exam, machines, machineDay, procedures, steps],
}
