import type {
  ReagentKitOut,
  ReagentLotOut,
  ReagentOrderOut,
  ReagentWarningOut,
} from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const KIT: Record<ReagentKitOut['state'], Tone> = {
  open: 'blue',
  in_use: 'green',
  finished: 'grey',
  expired: 'grey',
  recalled: 'red',
}
export const LOT: Record<ReagentLotOut['state'], Tone> = {
  received: 'amber',
  accepted: 'green',
  rejected: 'grey',
  recalled: 'red',
}
export const ORDER: Record<ReagentOrderOut['state'], Tone> = {
  sent: 'amber',
  received: 'green',
  cancelled: 'grey',
}
const GRAVE: ReagentWarningOut['kind'][] = [
  'in_use_expired',
  'kit_expired',
  'lot_expired',
  'below_minimum',
]

export function toneOf(kind: ReagentWarningOut['kind']): Tone {
  return GRAVE.includes(kind) ? 'red' : 'amber'
}

/** `1,25`; exact decimals come as text, and are only shown. */
export function shown(value: string | null | undefined): string {
  return value === null || value === undefined ? '–' : value.replace('.', ',')
}

export type Pair = { sample: string; old: string; new: string }

/** "M1; 5,1; 5,2" a line; undefined where a line has no two values. */
export function pairsRead(text: string): Pair[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim())
  const found = lines.map((line) => {
    const cells = line.split(/[;\t]/).map((cell) => cell.trim())
    if (cells.length === 2) cells.unshift('')
    const [sample = '', old = '', now = ''] = cells
    return { sample, old, new: now }
  })
  return found.every((pair) => pair.old && pair.new) ? found : undefined
}
