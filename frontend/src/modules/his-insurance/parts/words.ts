import type { CoverageState, DossierState, Mend } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const STATES: DossierState[] = [
  'to_mend',
  'refused',
  'ready',
  'queued',
  'accepted',
  'replaced',
]

export const TONE: Record<DossierState, Tone> = {
  to_mend: 'red',
  refused: 'red',
  ready: 'blue',
  queued: 'amber',
  accepted: 'green',
  replaced: 'grey',
}

export const CARD_TONE: Record<CoverageState, Tone> = {
  unchecked: 'grey',
  usable: 'green',
  not_usable: 'red',
}

/** The screen on which something is mended. */
export function pathOf(
  mend: Mend,
  of: { patient_id: string; encounter_id: string },
): string | undefined {
  switch (mend) {
    case 'patient':
      return `/patients/${of.patient_id}`
    case 'coverage':
      return `/insurance/visits/${of.encounter_id}`
    case 'exam':
    case 'orders':
    case 'drugs':
    case 'papers':
      return `/visits/${of.encounter_id}`
    case 'bill':
      return `/billing/${of.encounter_id}`
    case 'prices':
      return '/catalogs/service'
    case 'staff':
      return '/admin/users'
    case 'facility':
      return '/admin/places'
    default:
      return undefined
  }
}
