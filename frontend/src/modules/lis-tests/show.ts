import type { ReferenceRangeOut } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from './text'

type Row = Pick<ReferenceRangeOut, 'sex' | 'pregnant' | 'from_days' | 'to_days'>

/** A figure as people here write it. */
export function shown(value: string | number | null): string {
  return value === null ? '' : String(value).replace('.', ',')
}

export function span(low: string | null, high: string | null): string {
  if (low !== null && high !== null) return `${shown(low)}–${shown(high)}`
  if (high !== null) return `< ${shown(high)}`
  return low !== null ? `> ${shown(low)}` : ''
}

function age(days: number): string {
  return days > 0 && days % 365 === 0 ? t('years', { n: days / 365 }) : t('days', { n: days })
}

/** For whom a row of limits is: "Nữ, từ 16 tuổi, thai kỳ". */
export function whose(row: Row): string {
  const parts = [
    row.sex === 'M' ? t('men') : row.sex === 'F' ? t('women') : '',
    row.from_days ? t('from', { age: age(row.from_days) }) : '',
    row.to_days !== null ? t('upTo', { age: age(row.to_days) }) : '',
    row.pregnant ? t('pregnant') : '',
  ].filter(Boolean)
  return parts.join(', ') || t('everyone')
}

export function stateOf(one: { state: string; approved: boolean }): { tone: Tone; word: string } {
  if (one.state === 'ended') return { tone: 'grey', word: t('ended') }
  if (one.state === 'draft') return { tone: 'grey', word: t('draft') }
  if (one.state === 'validated') return { tone: 'blue', word: t('validated') }
  return one.approved
    ? { tone: 'green', word: t('approved') }
    : { tone: 'amber', word: t('awaits') }
}
