import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import { IconDeviceTablet, IconHourglass, IconTicket } from '@/kernel/ui/icons'
import { names } from './names'
import { useWaitingHere } from './parts/useWaitingHere'
import { kiosks, queue, waits } from './routes'

const Queue = lazy(() => import('./pages/Queue').then((m) => ({ default: m.Queue })))
const PlaceChooser = lazy(() =>
  import('./parts/PlaceChooser').then((m) => ({ default: m.PlaceChooser })),
)
const RoomLoad = lazy(() => import('./parts/RoomLoad').then((m) => ({ default: m.RoomLoad })))
const RoomLoads = lazy(() => import('./parts/RoomLoads').then((m) => ({ default: m.RoomLoads })))
const TicketOfVisit = lazy(() =>
  import('./parts/TicketOfVisit').then((m) => ({ default: m.TicketOfVisit })),
)
const WayOfVisit = lazy(() => import('./parts/WayOfVisit').then((m) => ({ default: m.WayOfVisit })))

export const hisQueue: Module = {
  id: 'his.queue',
  nav: [
    {
      label: () => names('queue'),
      to: '/queue',
      needs: 'his.queue.ticket.read',
      icon: IconTicket,
      useCount: useWaitingHere,
    },
    {
      label: () => names('waits'),
      short: () => names('shortWaits'),
      to: '/queue/waits',
      needs: 'his.queue.figures.read',
      icon: IconHourglass,
    },
    {
      label: () => names('kiosks'),
      to: '/queue/kiosks',
      needs: 'his.queue.room.set',
      icon: IconDeviceTablet,
      seldom: true,
    },
  ],
  routes: [queue, waits, kiosks],
  slots: [
    { slot: 'shell.place', needs: 'his.queue.ticket.call', show: PlaceChooser },
    { slot: 'room.load', needs: 'his.queue.ticket.read', show: RoomLoad },
    { slot: 'reception.side', needs: 'his.queue.ticket.read', show: RoomLoads },
    { slot: 'reception.opened', needs: 'his.queue.ticket.read', show: TicketOfVisit },
    { slot: 'visit.panel', needs: 'his.queue.ticket.read', show: WayOfVisit },
  ],
  home: [{ needs: 'his.queue.ticket.call', roles: ['nurse', 'doctor'], to: '/queue', show: Queue }],
}
