import type { ItemState, SpecimenState, Urgency } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const TUBE: Record<SpecimenState, Tone> = {
  labelled: 'amber',
  collected: 'blue',
  sent: 'blue',
  received: 'green',
  stored: 'grey',
  shipped: 'blue',
  rejected: 'red',
  disposed: 'grey',
  lost: 'red',
  cancelled: 'grey',
}
export const ITEM: Record<ItemState, Tone> = {
  waiting: 'amber',
  collected: 'blue',
  received: 'blue',
  resulted: 'blue',
  checked: 'blue',
  verified: 'green',
  ended: 'grey',
}
export const URGENCY: Record<Urgency, Tone> = { stat: 'red', urgent: 'amber', routine: 'grey' }

/** The card that was scanned for a patient: kept while the page lives, never in an address. */
const scans = new Map<string, { scan: string; how: 'wristband' | 'card' }>()
export const remember = (patientId: string, scan: string, how: 'wristband' | 'card') => {
  scans.clear() // one patient at a time
  scans.set(patientId, { scan, how })
}
export const remembered = (patientId: string) => scans.get(patientId)
