import { type Both, say } from './text'
import { w } from './words'

/** What the server answers when a rule says no. `error` is the code in the documentation. */
export class Refusal extends Error {
  override name = 'Refusal'

  constructor(
    readonly status: number,
    readonly error: string,
    readonly detail: Both,
    readonly facts: Record<string, unknown> = {},
    readonly requestId = '',
  ) {
    super(detail.en)
  }

  /** The sentence in the reader's language. */
  get sentence(): string {
    return say(this.detail)
  }
}

/** The line is down: nobody knows whether the server heard it. */
export class LineDown extends Error {
  override name = 'LineDown'
}

type Complaint = { at: string[]; kind: string; says: string }

/** The sentences at the fields, by field name (`address.commune` for a nested one). */
export function fieldErrors(failure: unknown): Record<string, string> {
  if (!(failure instanceof Refusal)) return {}
  const found: Record<string, string> = {}
  const list = failure.facts.fields
  for (const each of Array.isArray(list) ? (list as Complaint[]) : []) {
    const path = each.at.filter((part) => part !== 'body' && part !== 'query').join('.')
    found[path] ??= expectation(each)
  }
  return found
}

/** What is expected, in the reader's language; the number is read from the framework's words. */
function expectation({ kind, says }: Complaint): string {
  const n = says.match(/-?\d+(\.\d+)?/)?.[0] ?? ''
  if (kind === 'missing' || kind.startsWith('none_')) return w('shouldBeFilled')
  if (kind === 'string_too_short') {
    return Number(n) <= 1 ? w('shouldBeFilled') : w('shouldBeLonger', { n })
  }
  if (kind === 'string_too_long') return w('shouldBeShorter', { n })
  if (kind.startsWith('greater_than')) return w('shouldBeAtLeast', { least: n, unit: '' })
  if (kind.startsWith('less_than')) return w('shouldBeAtMost', { most: n, unit: '' })
  if (kind.startsWith('date')) return w('shouldBeDate')
  if (/^(int|float|decimal)/.test(kind)) return w('shouldBeNumber', { example: 12 })
  if (kind === 'enum' || kind === 'literal_error') return w('shouldBeChosen')
  return w('shouldBeOther')
}

/** Any failure as a refusal, so that a screen has one way to show it. */
export function refusalOf(failure: unknown): Refusal {
  if (failure instanceof Refusal) return failure
  return failure instanceof LineDown
    ? new Refusal(0, 'LineDown', NETWORK)
    : new Refusal(0, 'Broken', BROKEN)
}

const NETWORK = {
  vi: 'Mất kết nối tới máy chủ. Nội dung bạn gõ vẫn được giữ; hãy thử lại.',
  en: 'The server cannot be reached. What you typed is kept; try again.',
}
const BROKEN = {
  vi: 'Hệ thống gặp lỗi. Hãy thử lại; nếu lặp lại, báo quản trị.',
  en: 'The system failed. Try again; if it happens again, tell your administrator.',
}

/** Reads an error answer, whatever it is: ours, the framework's or a proxy's. */
export function readRefusal(status: number, body: unknown): Refusal {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { error, detail, facts, request_id: id } = answer
  if (typeof error === 'string' && isBoth(detail)) {
    return new Refusal(
      status,
      error,
      detail,
      (facts ?? {}) as Record<string, unknown>,
      typeof id === 'string' ? id : '',
    )
  }
  return new Refusal(status, `Http${status}`, BROKEN)
}

function isBoth(value: unknown): value is Both {
  return typeof value === 'object' && value !== null && 'vi' in value && 'en' in value
}
