import type { Both } from '@/kernel/text'
import { say } from '@/kernel/text'
import { type Figure, stopOf } from '../figures'
import css from '../level.module.css'
import { t } from '../text'

const WORD = {
  reached: 'stopReached',
  with_na: 'stopNa',
  able: 'stopAble',
  not: 'stopNot',
} as const

type Props = {
  levels: number[]
  told: Record<Figure, number>
  /** Where it stood before, in a what-if. */
  before?: Record<Figure, number>
  names?: Record<string, Both>
  onOpen?: (level: number) => void
}

/** The seven levels on a line: which are reached, which the software can, which not yet. */
export function Ruler({ levels, told, before, names = {}, onOpen }: Props) {
  return (
    <ol className={css.ruler} aria-label={t('ruler')}>
      {levels.map((level) => {
        const stop = stopOf(level, told)
        const was = before && stopOf(level, before)
        const name = names[level]
        return (
          <li key={level} data-stop={stop} data-was={was !== stop ? was : undefined}>
            <button
              type="button"
              disabled={!onOpen}
              title={name && say(name)}
              onClick={() => onOpen?.(level)}
            >
              <span className={css.dot} aria-hidden>
                {level}
              </span>
              <span className={css.unseen}>{t('levelN', { n: level })}: </span>
              <small>{t(WORD[stop])}</small>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
