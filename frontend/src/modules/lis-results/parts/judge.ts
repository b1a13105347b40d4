import type { LabLineOut, LabResultOut } from '@/kernel/api/types.gen'

const SHAPE = /^([<>≤≥]?)\s*(-?\d{1,12}([.,]\d{1,8})?)$/

/** What a value will be flagged with, shown while it is typed; the server judges again. */
export function judge(typed: string, line: LabLineOut): string {
  if (line.kind !== 'number') return ''
  const found = SHAPE.exec(typed.trim())
  if (!found) return ''
  const value = Number((found[2] ?? '').replace(',', '.'))
  const below = (limit: string | null) => limit !== null && value < Number(limit)
  const above = (limit: string | null) => limit !== null && value > Number(limit)
  if (below(line.absurd_low) || above(line.absurd_high)) return '??'
  if (line.critical_low !== null && value <= Number(line.critical_low)) return 'LL'
  if (line.critical_high !== null && value >= Number(line.critical_high)) return 'HH'
  if (below(line.low)) return 'L'
  if (above(line.high)) return 'H'
  return ''
}

/** A unit as people read it: UCUM's braces are not theirs. */
export function shownUnit(unit: string): string {
  return unit
    .replace(/\{([^}]*)\}/g, (_, words: string) => words.replace(/_/g, ' ').replace(/m2\b/, 'm²'))
    .replace(/10\*(-?\d+)/g, (_, power: string) =>
      [...power].reduce((said, digit) => said + ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '⁻'), '10'),
    )
    .replace(/(?<![A-Za-z])u(?=(mol|g|L|kat|U|Eq)\b|\[)/g, 'µ')
    .replace(/[[\]]/g, '')
}

export const CRITICAL = ['LL', 'HH', 'AA']

/** The run that counts: the last one that was neither replaced nor withdrawn. */
export function standing(runs: LabResultOut[]): LabResultOut | undefined {
  return runs.findLast((run) => run.state !== 'replaced' && run.state !== 'withdrawn')
}
