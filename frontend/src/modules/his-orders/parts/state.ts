import type { OrderState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const TONE: Record<OrderState, Tone> = {
  placed: 'amber',
  accepted: 'blue',
  in_progress: 'blue',
  partly_reported: 'blue',
  fulfilled: 'green',
  corrected: 'green',
  cancelled: 'grey',
  refused: 'red',
}
