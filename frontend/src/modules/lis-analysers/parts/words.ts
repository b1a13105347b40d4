import type { AnalyserOut, HeldState, MessageState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from '../text'

export const MESSAGE_TONE: Record<MessageState, Tone> = {
  stored: 'amber',
  filed: 'green',
  review: 'amber',
  answered: 'green',
  ignored: 'grey',
  sent: 'blue',
}

export const HELD_TONE: Record<HeldState, Tone> = {
  open: 'amber',
  filed: 'green',
  dismissed: 'grey',
}

/** The state of an analyser's line in a word and a colour. */
export function lineOf(of: AnalyserOut): { tone: Tone; word: string } {
  if (!of.active) return { tone: 'grey', word: t('off') }
  if (!of.link || of.link.state === 'off') return { tone: 'grey', word: t('never') }
  if (of.link.state === 'failed') return { tone: 'red', word: t('failed') }
  if (of.quiet) return { tone: 'red', word: t('quiet') }
  return of.link.state === 'connected'
    ? { tone: 'green', word: t('connected') }
    : { tone: 'blue', word: t('waiting') }
}

const KINDS = ['results', 'query', 'answer', 'other', 'torn', 'unknown', 'order'] as const

export function kindOf(kind: string): string {
  const known = KINDS.find((each) => each === kind)
  return known ? t(`k_${known}`) : kind
}
