import type { Needs } from '@/kernel/module'
import { names } from './names'

export type Section = { to: string; label: () => string; needs: Needs }

/** The pages of administration, in the order in which one needs them. */
export const SECTIONS: Section[] = [
  { to: '/admin', label: () => names('today'), needs: 'his.admin.users.read' },
  { to: '/admin/users', label: () => names('users'), needs: 'his.admin.users.read' },
  { to: '/admin/rights', label: () => names('rights'), needs: 'his.admin.users.read' },
  { to: '/admin/places', label: () => names('places'), needs: 'his.admin.facility.read' },
  { to: '/admin/parameters', label: () => names('parameters'), needs: 'his.admin.facility.read' },
  { to: '/admin/modules', label: () => names('modules'), needs: 'his.admin.facility.read' },
  { to: '/admin/audit', label: () => names('audit'), needs: 'his.admin.audit.read' },
  { to: '/admin/outbox', label: () => names('outbox'), needs: 'his.admin.outbox.read' },
  { to: '/admin/jobs', label: () => names('jobs'), needs: 'his.admin.jobs.read' },
  { to: '/admin/software', label: () => names('software'), needs: 'his.admin.facility.read' },
]
