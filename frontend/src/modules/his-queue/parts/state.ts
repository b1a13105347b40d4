import type { TicketState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'

export const TONE: Record<TicketState, Tone> = {
  waiting: 'amber',
  called: 'blue',
  serving: 'green',
  held: 'grey',
  skipped: 'red',
  done: 'grey',
  moved: 'grey',
  left: 'grey',
}

/** Since when somebody waits, also after he was sent on with his turn kept. */
export function waitsSince(ticket: { issued_at: string; turn_at: string }): string {
  return [ticket.issued_at, ticket.turn_at].sort()[0] ?? ticket.turn_at
}
