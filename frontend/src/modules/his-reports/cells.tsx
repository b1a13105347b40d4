import type { SheetColumn, SheetHead } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import type { Column } from '@/kernel/ui'
import { showDate } from '@/kernel/when'

export type Value = string | number | null

/** Nothing was recorded; that is not a nought. */
const MISSING = '–'

/** A cell as Vietnamese paper shows it: `1.234.567,5`, `12,5%`, `05/11/2026`. */
export function showCell(value: Value | undefined, kind: SheetColumn['kind']): string {
  if (value === null || value === undefined || value === '') return ''
  if (kind === 'text') return String(value)
  if (kind === 'day') return showDate(String(value))
  const [whole = '', part] = String(value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.')
  const number = part ? `${grouped},${part}` : grouped
  return kind === 'percent' ? `${number}%` : number
}

/** The columns of a sheet, for rows that carry their values. */
export function columnsOf<T extends { values: Value[] }>(report: SheetHead): Column<T>[] {
  return report.columns.map((column, place) => ({
    head: say(column.title),
    align: column.kind === 'text' || column.kind === 'day' ? undefined : 'right',
    nowrap: column.kind !== 'text',
    phone: place === 0 ? 'title' : undefined,
    show: (row: T) => {
      const value = row.values[place]
      return value === null ? MISSING : showCell(value, column.kind)
    },
  }))
}
