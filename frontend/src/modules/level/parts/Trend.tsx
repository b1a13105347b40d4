import type { RunOut } from '@/kernel/api/types.gen'
import { Dim } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import css from '../level.module.css'
import { t } from '../text'

const LEVELS = [7, 6, 5, 4, 3, 2, 1, 0]

/** The level, run by run: what is reached here filled, what the software can as a line above it. */
export function Trend({ runs, profile }: { runs: RunOut[]; profile: string }) {
  const told = runs
    .flatMap(({ started_at, figures }) => {
      const mine = figures?.[profile]
      return mine ? [{ at: started_at, able: mine.able ?? 0, reached: mine.reached ?? 0 }] : []
    })
    .reverse()
  const [first, last] = [told[0], told.at(-1)]
  if (told.length < 2 || !first || !last) return <Dim>{t('trendNone')}</Dim>
  const y = (level: number) => 7 - level
  const stairs = (figure: 'able' | 'reached') =>
    told.map((each, i) => `${i ? 'L' : 'M'}${i},${y(each[figure])}h1`).join('')
  return (
    <>
      <div className={css.trend}>
        <ol aria-hidden>
          {LEVELS.map((level) => (
            <li key={level}>{level}</li>
          ))}
        </ol>
        <svg
          viewBox={`0 0 ${told.length} 7`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('trendLabel', { from: first.reached, to: last.reached, n: told.length })}
        >
          {LEVELS.map((level) => (
            <line key={level} x1={0} x2={told.length} y1={y(level)} y2={y(level)} />
          ))}
          <path data-fill d={`${stairs('reached')}V7H0Z`} />
          <path data-reached d={stairs('reached')} />
          <path data-able d={stairs('able')} />
        </svg>
      </div>
      <ul className={css.key}>
        <li>
          <span className={css.swatch} /> {t('reached')}
        </li>
        <li>
          <span className={css.swatch} data-able /> {t('able')}
        </li>
        <li>
          {showInstant(first.at)} – {showInstant(last.at)}
        </li>
      </ul>
    </>
  )
}
