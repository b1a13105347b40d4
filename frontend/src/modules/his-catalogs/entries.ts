import type { ColumnOut, EntryOut, ListOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import type { Tone } from '@/kernel/ui'
import { showMoney } from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { choiceWord, t } from './text'

export type Fact = EntryOut['facts'][string]

/** A fact in words. */
export function showFact(column: ColumnOut | undefined, value: Fact | undefined): string {
  if (value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? t('yes') : ''
  if (column?.kind === 'money') return showMoney(value)
  if (column?.kind === 'choice') return choiceWord(String(value))
  return column?.kind === 'day' ? showDate(String(value)) : String(value)
}

export type EntryState = 'active' | 'ended' | 'coming' | 'takenBack'

/** How a version stands on a day. */
export function stateOf(entry: EntryOut, on: string = today()): EntryState {
  if (!entry.active) return 'takenBack'
  if (entry.valid_from > on) return 'coming'
  return entry.valid_to !== null && entry.valid_to < on ? 'ended' : 'active'
}

export const STATE_TONE: Record<EntryState, Tone> = {
  active: 'green',
  ended: 'grey',
  coming: 'blue',
  takenBack: 'amber',
}

export function showPeriod(from: string, to: string | null): string {
  return to
    ? t('period', { from: showDate(from), to: showDate(to) })
    : t('periodOpen', { from: showDate(from) })
}

const LONG = new Set(['flag', 'words'])

/** The facts that a line has room for: the first ones that most entries carry. */
export function columnsInSight(list: ListOut): ColumnOut[] {
  const first = list.columns.filter(({ kind, required }) => required && !LONG.has(kind))
  const rest = list.columns.filter((each) => !first.includes(each) && !LONG.has(each.kind))
  return [...first, ...rest]
    .slice(0, 3)
    .sort((a, b) => list.columns.indexOf(a) - list.columns.indexOf(b))
}

const OWN_FIELDS = {
  name: 'name',
  name_en: 'nameEn',
  ministry_code: 'ministryCode',
  valid_from: 'validFrom',
  valid_to: 'validTo',
  source: 'source',
} as const

/** What a field of a difference is called. */
export function fieldTitle(list: ListOut | undefined, field: string): string {
  if (field in OWN_FIELDS) return t(OWN_FIELDS[field as keyof typeof OWN_FIELDS])
  const column = list?.columns.find(({ id }) => id === field.replace(/^facts\./, ''))
  return column ? say(column.title) : field
}

/** One side of a difference, as it comes: everything is text there. */
export function showChange(list: ListOut, field: string, value: string): string {
  if (!value) return t('nothing')
  const column = list.columns.find(({ id }) => id === field)
  if (column?.kind === 'flag') return t(value === '1' ? 'yes' : 'no')
  if (column?.kind === 'words') return value.replaceAll(';', ', ')
  return column ? showFact(column, value) : value
}
