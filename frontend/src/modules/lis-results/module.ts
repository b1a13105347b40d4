import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconChecks, IconMicroscope } from '@/kernel/ui/icons'
import { names } from './names'
import { bench, labOrder, verify } from './routes'

const Verify = lazy(() => import('./pages/Verify').then((m) => ({ default: m.Verify })))

export const lisResults: Module = {
  id: 'lis.results',
  nav: [
    {
      label: () => names('bench'),
      short: () => names('benchShort'),
      to: '/lab/bench',
      needs: 'lis.results.result.enter',
      icon: IconMicroscope,
    },
    {
      label: () => names('verify'),
      short: () => names('verifyShort'),
      to: '/lab/verify',
      needs: ['lis.results.result.verify', 'lis.results.result.check'],
      icon: IconChecks,
    },
  ],
  routes: [bench, verify, labOrder],
  home: [
    {
      needs: 'lis.results.result.verify',
      roles: ['lab_doctor'],
      to: '/lab/verify',
      show: Verify,
    },
  ],
}
