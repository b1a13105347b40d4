import type { CorrectionState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const CORRECTION_TONE: Record<CorrectionState, Tone> = {
  proposed: 'amber',
  applied: 'green',
  declined: 'grey',
  undone: 'blue',
}

/** 12345678 -> 12,3 MB */
export function showBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1).replace('.', ',')} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1).replace('.', ',')} MB`
  return `${Math.round(bytes / 1000)} kB`
}
