import type {
  DrugLineIn,
  DrugLineOut,
  DrugOfferOut,
  PrescriptionDraftIn,
  PrescriptionDraftOut,
} from '@/kernel/api/types.gen'

export const TAKES = ['morning', 'noon', 'afternoon', 'evening'] as const

export type Take = (typeof TAKES)[number]

/** A line as it is typed. `quantity` null: worked out from doses and days. */
export type Row = {
  drug_code: string
  name: string
  unit: string
  use_unit: string
  per_unit: number
  takes: Record<Take, number | null>
  as_needed: boolean
  days: number | null
  quantity: number | null
  instruction: string
  /** How the dose was worked out, where it was. */
  worked?: string
  insured?: boolean
}

export type Head = {
  weight: number | null
  guardian: string
  pregnant: boolean
  pregnant_weeks: number | null
  lactating: boolean
  advice: string
  follow_up: string | null
}

export type Typed = { rows: Row[]; head: Head; reasons: Record<string, string> }

export const EMPTY: Typed = {
  rows: [],
  head: {
    weight: null,
    guardian: '',
    pregnant: false,
    pregnant_weeks: null,
    lactating: false,
    advice: '',
    follow_up: null,
  },
  reasons: {},
}

const number = (text: string | null) => (text === null ? null : Number(text))

/** What the server keeps, as fields. */
export function typedOf(draft: PrescriptionDraftOut | null | undefined): Typed {
  if (!draft) return EMPTY
  return {
    rows: draft.lines.map(rowOf),
    head: {
      weight: number(draft.weight),
      guardian: draft.guardian,
      pregnant: draft.pregnant,
      pregnant_weeks: draft.pregnant_weeks,
      lactating: draft.lactating,
      advice: draft.advice,
      follow_up: draft.follow_up,
    },
    reasons: Object.fromEntries(
      draft.alerts.filter(({ reason }) => reason).map(({ key, reason }) => [key, reason]),
    ),
  }
}

function rowOf(line: DrugLineOut): Row {
  const row: Row = {
    drug_code: line.drug_code,
    name: line.name,
    unit: line.unit,
    use_unit: line.use_unit,
    per_unit: 1,
    takes: {
      morning: some(line.morning),
      noon: some(line.noon),
      afternoon: some(line.afternoon),
      evening: some(line.evening),
    },
    as_needed: line.as_needed,
    days: line.days,
    quantity: Number(line.quantity),
    instruction: line.instruction,
    insured: line.in_scope,
  }
  return row
}

const some = (text: string) => (Number(text) === 0 ? null : Number(text))

export function newRow(offer: DrugOfferOut, days: number): Row {
  return {
    drug_code: offer.code,
    name: offer.name,
    unit: offer.unit,
    use_unit: offer.use_unit,
    per_unit: Number(offer.per_unit),
    takes: { morning: null, noon: null, afternoon: null, evening: null },
    as_needed: false,
    days,
    quantity: null,
    instruction: '',
    insured: offer.insured,
  }
}

/** Doses and days in their own words: a change of them works the quantity out again. */
export function changed(row: Row, change: Partial<Row>): Row {
  const next = { ...row, ...change }
  const dosed = 'takes' in change || 'days' in change
  return dosed && !('quantity' in change) ? { ...next, quantity: null } : next
}

export function bodyOf(typed: Typed, version: number): PrescriptionDraftIn {
  const { head, rows, reasons } = typed
  return {
    version,
    lines: rows.map(lineOf),
    weight: head.weight === null ? null : String(head.weight),
    guardian: head.guardian,
    pregnant: head.pregnant,
    pregnant_weeks: head.pregnant ? head.pregnant_weeks : null,
    lactating: head.lactating,
    advice: head.advice,
    follow_up: head.follow_up,
    answers: answersOf(reasons),
  }
}

export function answersOf(reasons: Record<string, string>) {
  return Object.entries(reasons)
    .filter(([, reason]) => reason.trim().length >= 3)
    .map(([key, reason]) => ({ key, reason: reason.trim() }))
}

function lineOf(row: Row): DrugLineIn {
  return {
    drug_code: row.drug_code,
    ...(Object.fromEntries(TAKES.map((take) => [take, String(row.takes[take] ?? 0)])) as Record<
      Take,
      string
    >),
    as_needed: row.as_needed,
    days: row.days ?? 1,
    quantity: row.quantity === null ? null : String(row.quantity),
    instruction: row.instruction,
  }
}

/** What was typed, with the quantities that the server worked out; words stay as they are. */
export function counted(typed: Typed, draft: PrescriptionDraftOut): Typed {
  const lines = new Map(draft.lines.map((line) => [line.drug_code, line]))
  const rows = typed.rows.map((row) => {
    const line = lines.get(row.drug_code)
    if (!line) return row
    return { ...row, quantity: row.quantity ?? Number(line.quantity), insured: line.in_scope }
  })
  return { ...typed, rows }
}

/** What was typed is what the server has. */
export function same(one: Typed, other: Typed): boolean {
  return JSON.stringify(bodyOf(one, 0)) === JSON.stringify(bodyOf(other, 0))
}
