import type { ConsultState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const TONE: Record<ConsultState, Tone> = {
  open: 'blue',
  signed: 'green',
  called_off: 'grey',
}
