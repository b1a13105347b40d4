import type { OutboxCountsOut, OutboxState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from '../text/oversight'

export const OUTBOX_STATES: OutboxState[] = ['waiting', 'sending', 'failed', 'sent', 'cancelled']

export const OUTBOX_TONE: Record<OutboxState, Tone> = {
  waiting: 'amber',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  cancelled: 'grey',
}

/** The light of the top bar: red where a person must look, amber while something waits. */
export function lightOf(counts: OutboxCountsOut): { tone: Tone; label: string; number: number } {
  const waiting = counts.waiting + counts.sending
  if (counts.failed > 0) {
    return { tone: 'red', label: t('lightFailed', { n: counts.failed }), number: counts.failed }
  }
  if (waiting > 0) {
    return { tone: 'amber', label: t('lightWaiting', { n: waiting }), number: waiting }
  }
  return { tone: 'green', label: t('lightClear'), number: 0 }
}
