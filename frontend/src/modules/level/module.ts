import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconStairs } from '@/kernel/ui/icons'
import { names } from './names'
import {
  checklists,
  criterion,
  history,
  level as page,
  readings,
  report,
  signatures,
  whatIf,
} from './routes'

const Level = lazy(() => import('./pages/Level').then((m) => ({ default: m.Level })))
const Lapsing = lazy(() => import('./parts/Lapsing').then((m) => ({ default: m.Lapsing })))

export const level: Module = {
  id: 'level',
  nav: [
    {
      label: () => names('level'),
      short: () => names('short'),
      to: '/assessment',
      needs: 'level.assessment.read',
      icon: IconStairs,
      seldom: true,
    },
  ],
  routes: [page, criterion, whatIf, signatures, checklists, readings, history, report],
  slots: [{ slot: 'home.notice', needs: 'level.attestation.sign', show: Lapsing }],
  home: [{ needs: 'level.evidence.run', roles: ['director', 'trainer', 'admin'], show: Level }],
}
