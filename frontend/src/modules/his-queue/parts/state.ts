import { t } from '../text'

/** Since when somebody waits, also after he was sent on with his turn kept. */
export function waitsSince(ticket: { issued_at: string; turn_at: string }): string {
  return [ticket.issued_at, ticket.turn_at].sort()[0] ?? ticket.turn_at
}

/** How many are called before him, and how long that may take. */
export function outlook(ticket: { ahead: number | null; expected_minutes: number | null }): string {
  if (ticket.ahead === null) return ''
  const minutes = ticket.expected_minutes ?? 0
  return ticket.ahead === 0 ? t('isNext', { minutes }) : t('aheadOf', { n: ticket.ahead, minutes })
}
