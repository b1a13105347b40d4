import type { Module } from '@/kernel/module'
import { IconTestPipe, IconUserCog } from '@/kernel/ui/icons'
import { names } from './names'
import { ALL } from './routes'

export const lisTests: Module = {
  id: 'lis.tests',
  nav: [
    {
      label: () => names('tests'),
      short: () => names('short'),
      to: '/lab/tests',
      needs: 'lis.tests.test.read',
      icon: IconTestPipe,
      seldom: true,
    },
    {
      label: () => names('administration'),
      short: () => names('people'),
      to: '/lab/administration',
      needs: 'lis.tests.audit.read',
      icon: IconUserCog,
      seldom: true,
    },
  ],
  routes: ALL,
}
