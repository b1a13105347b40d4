import { memo } from 'react'
import { say } from '@/kernel/text'
import { Panel } from '@/kernel/ui'
import { type Bar, countMet, type Figure } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { Glance } from './Glance'
import { type Assumed, Squares } from './Squares'
import { SIGNS } from './Verdicts'

const KEY = {
  able: ['met', 'by_attestation', 'not_met', 'error'],
  reached: ['met', 'not_reviewed', 'not_met', 'error'],
  reached_with_na: ['met', 'not_applicable', 'not_reviewed', 'not_met', 'error'],
} as const

type Props = {
  bars: Bar[]
  figure: Figure
  profile?: string
  title?: string
  onPress?: (id: string) => void
  assumed?: Record<string, Assumed>
  changed?: Set<string>
}

/** Each group a bar of its criteria. */
export const Bars = memo(function Bars({ bars, figure, title, ...rest }: Props) {
  const all = bars.flatMap(({ squares }) => squares)
  return (
    <Panel title={title ?? t('squares')} actions={<Key figure={figure} />}>
      <Glance squares={all}>
        <div className={css.bars}>
          {bars.map(({ id, title: name, squares }) => (
            <section key={id} className={css.barRow} aria-label={name ? say(name) : t('clauses')}>
              <h3>{name ? say(name) : t('clauses')}</h3>
              <Squares squares={squares} {...rest} />
              <span className={css.barCount}>
                {t('ofTotal', { n: countMet(squares, figure), of: squares.length })}
              </span>
            </section>
          ))}
        </div>
      </Glance>
    </Panel>
  )
})

function Key({ figure }: { figure: Figure }) {
  return (
    <ul className={css.key} aria-label={t('key')}>
      {KEY[figure].map((verdict) => {
        const Sign = SIGNS[verdict]
        return (
          <li key={verdict}>
            <span className={css.square} data-verdict={verdict} aria-hidden>
              <Sign size={11} stroke={2.5} />
            </span>
            {t(verdict)}
          </li>
        )
      })}
    </ul>
  )
}
