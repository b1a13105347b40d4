import type { Module } from '@/kernel/module'
import { IconTestPipe } from '@/kernel/ui/icons'
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
  ],
  routes: ALL,
}
