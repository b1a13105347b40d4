import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconPlugConnected, IconReport, IconShieldCheck } from '@/kernel/ui/icons'
import { names } from './names'
import { coverage, dossier, dossiers, gateway, rules, settlement } from './routes'

const AtCheckIn = lazy(() => import('./parts/AtCheckIn').then((m) => ({ default: m.AtCheckIn })))
const OfVisit = lazy(() => import('./parts/OfVisit').then((m) => ({ default: m.OfVisit })))

export const hisInsurance: Module = {
  id: 'his.insurance',
  nav: [
    {
      label: () => names('dossiers'),
      to: '/insurance',
      needs: 'his.insurance.dossier.read',
      icon: IconShieldCheck,
    },
    {
      label: () => names('settlement'),
      short: () => names('short'),
      to: '/insurance/settlement',
      needs: 'his.insurance.settlement.read',
      icon: IconReport,
    },
    {
      label: () => names('gateway'),
      to: '/insurance/gateway',
      needs: 'his.insurance.gateway.set',
      icon: IconPlugConnected,
      seldom: true,
    },
  ],
  routes: [dossiers, dossier, coverage, rules, settlement, gateway],
  slots: [
    { slot: 'encounter.checkin', needs: 'his.insurance.coverage.set', show: AtCheckIn },
    { slot: 'reception.opened', needs: 'his.insurance.coverage.read', show: OfVisit },
    { slot: 'visit.panel', needs: 'his.insurance.coverage.read', show: OfVisit },
    { slot: 'encounter.out', needs: 'his.insurance.coverage.read', show: OfVisit },
  ],
}
