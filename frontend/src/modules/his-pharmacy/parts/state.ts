import type { CountState, DispensingState, PaperState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from '../text'

export const DISPENSING: Record<DispensingState, Tone> = {
  waiting: 'amber',
  partly: 'amber',
  dispensed: 'blue',
  handed_over: 'green',
  cancelled: 'grey',
  not_collected: 'grey',
}

export const PAPER: Record<PaperState, Tone> = {
  entered: 'amber',
  posted: 'green',
  reversed: 'grey',
  requested: 'amber',
  issued: 'blue',
  received: 'green',
  cancelled: 'grey',
}

export const COUNT: Record<CountState, Tone> = {
  open: 'amber',
  counted: 'blue',
  approved: 'green',
  cancelled: 'grey',
}

export function paperState(state: PaperState): string {
  if (state === 'posted') return t('postedState')
  return state === 'cancelled' ? t('cancelledState') : t(state)
}
