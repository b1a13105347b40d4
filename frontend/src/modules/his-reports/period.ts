import { ask } from '@/kernel/client'
import { today } from '@/kernel/when'

const DAY = 86_400_000

function before(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10)
}

export function yesterday(now = today()): string {
  return before(now, 1)
}

/** The month before and the month that runs. */
export function months(now = today()) {
  const first = `${now.slice(0, 7)}-01`
  const end = before(first, 1)
  return [
    { since: `${end.slice(0, 7)}-01`, until: end },
    { since: first, until: now },
  ] as const
}

/** The filters of the address as the server takes them: `payer:bhyt`. */
export function asked(filters: Record<string, string | undefined>): string[] {
  return Object.entries(filters).flatMap(([id, value]) => (value ? [`${id}:${value}`] : []))
}

/** The PDF of a print address. */
export function paper(address: string): Promise<Blob> {
  return ask(new URL(address, window.location.origin), { method: 'POST' }).then((answer) =>
    answer.blob(),
  )
}
