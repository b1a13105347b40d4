import type { DeliveryState, DiscState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const DELIVERY_TONE: Record<DeliveryState, Tone> = {
  asked: 'amber',
  made: 'blue',
  handed: 'green',
  failed: 'red',
  withdrawn: 'grey',
  expired: 'grey',
}

export const DISC_TONE: Record<DiscState, Tone> = {
  quarantined: 'amber',
  taken: 'green',
  refused: 'grey',
}

/** 12345678 -> 12,3 MB */
export function showBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`
  return bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(1).replace('.', ',')} GB`
    : `${(bytes / 1e6).toFixed(1).replace('.', ',')} MB`
}
