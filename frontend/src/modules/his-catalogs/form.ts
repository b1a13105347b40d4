import type { ColumnOut, EntryIn, EntryOut, ListOut } from '@/kernel/api/types.gen'

/** What the form of an entry holds; facts as their fields want them. */
export type Typed = {
  code: string
  name: string
  name_en: string
  ministry_code: string
  valid_from: string | null
  source: string
  reason: string
  facts: Record<string, TypedFact>
}
export type TypedFact = string | number | boolean | null

export function start(list: ListOut, entry?: EntryOut): Typed {
  return {
    code: entry?.code ?? '',
    name: entry?.name ?? '',
    name_en: entry?.name_en ?? '',
    ministry_code: entry?.ministry_code ?? '',
    valid_from: null,
    source: '',
    reason: '',
    facts: Object.fromEntries(
      list.columns.map((column) => [column.id, typed(column, entry?.facts[column.id])]),
    ),
  }
}

function typed(column: ColumnOut, value: EntryOut['facts'][string] | undefined): TypedFact {
  if (column.kind === 'flag') return value === true
  if (column.kind === 'integer') return typeof value === 'number' ? value : null
  if (Array.isArray(value)) return value.join(', ')
  if (column.kind === 'day' || column.kind === 'choice') return value ? String(value) : null
  return value === undefined ? '' : String(value)
}

type FactsIn = NonNullable<EntryIn['facts']>

/** A fact as the server wants it; undefined where there is none. */
function written(column: ColumnOut, value: TypedFact | undefined): FactsIn[string] | undefined {
  if (value === null || value === undefined || value === '' || value === false) return undefined
  if (column.kind === 'words') {
    const words = String(value).split(',')
    return words.map((word) => word.trim()).filter(Boolean)
  }
  if (column.kind === 'decimal' || column.kind === 'money') return String(value).replace(',', '.')
  return value
}

export function factsIn(list: ListOut, facts: Typed['facts']): FactsIn {
  const found: FactsIn = {}
  for (const column of list.columns) {
    const value = written(column, facts[column.id])
    if (value !== undefined) found[column.id] = value
  }
  return found
}

/** Only what differs; a fact that was cleared goes as null. */
export function changedFacts(list: ListOut, before: EntryOut, facts: Typed['facts']): FactsIn {
  const now = factsIn(list, facts)
  const found: FactsIn = {}
  for (const { id } of list.columns) {
    if (JSON.stringify(now[id]) !== JSON.stringify(before.facts[id])) found[id] = now[id] ?? null
  }
  return found
}
