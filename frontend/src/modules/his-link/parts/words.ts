import type { LinkMessageState, LinkPartnerOut } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from '../text'

export type State = LinkMessageState

export const TONE: Record<State, Tone> = {
  stored: 'amber',
  done: 'green',
  review: 'amber',
  refused: 'red',
  repeated: 'grey',
  waiting: 'blue',
  sent: 'green',
  failed: 'red',
  cancelled: 'grey',
}

/** The way to a system in a word and a colour. */
export function lineOf(of: LinkPartnerOut): { tone: Tone; word: string } {
  if (!of.active) return { tone: 'grey', word: t('off') }
  if (!of.line || of.line.state === 'never') return { tone: 'grey', word: t('never') }
  if (of.line.state === 'failed') return { tone: 'red', word: t('failed') }
  return { tone: 'green', word: t('good') }
}

/** How long something took, as people say it. */
export function took(millis: number | null): string {
  if (millis === null) return '–'
  if (millis < 1000) return t('millis', { n: millis })
  if (millis < 120_000) return t('seconds', { n: Math.round(millis / 1000) })
  return t('minutes', { n: Math.round(millis / 60_000) })
}
