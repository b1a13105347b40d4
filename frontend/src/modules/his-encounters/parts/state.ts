import type { EncounterState, Payer, Priority, VisitType } from '@/kernel/api/types.gen'
export const STATES: EncounterState[] = ['waiting', 'in_progress', 'closed', 'cancelled']
export const PAYERS: Payer[] = ['bhyt', 'self_pay', 'service']
export const TYPES: VisitType[] = ['first', 'follow_up', 'check_up', 'service_only']
export const PRIORITIES: Priority[] = [
  'none',
  'emergency',
  'pregnant',
  'severe_disability',
  'merit',
  'appointment',
]
