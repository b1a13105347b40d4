import type { ReportOut } from '@/kernel/api/types.gen'

export type Value = {
  test: string
  name: string
  value: string
  unit: string
  reference: string
  flag: string
}

/** The values of a report, where it has some. */
export function valuesOf(report: ReportOut): Value[] {
  const facts = report.facts as { values?: Value[] } | null
  return facts?.values ?? []
}

const GRAVEST = ['HH', 'LL', 'AA', 'A', 'H', 'L']

/** The gravest flag of a report. */
export function flagOf(report: ReportOut): string {
  const flags = valuesOf(report).map((each) => each.flag)
  return GRAVEST.find((each) => flags.includes(each)) ?? ''
}

type Limits = {
  adult_only: boolean
  low: string | null
  high: string | null
  critical_low: string | null
  critical_high: string | null
}

/** What a value will be flagged with, shown while it is typed; the server judges again. */
export function judge(typed: string, usual: Limits): string {
  const shape = /^-?\d{1,9}([.,]\d{1,4})?$/
  if (!shape.test(typed.trim())) return ''
  const value = Number(typed.trim().replace(',', '.'))
  if (usual.critical_low !== null && value <= Number(usual.critical_low)) return 'LL'
  if (usual.critical_high !== null && value >= Number(usual.critical_high)) return 'HH'
  if (usual.adult_only) return ''
  if (usual.low !== null && value < Number(usual.low)) return 'L'
  if (usual.high !== null && value > Number(usual.high)) return 'H'
  return ''
}
