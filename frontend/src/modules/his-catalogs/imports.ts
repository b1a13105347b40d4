import type { ImportState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const IMPORT_TONE: Record<ImportState, Tone> = {
  checked: 'blue',
  approved: 'green',
  rolled_back: 'grey',
}
