import { Why } from '@/kernel/ui'
import { FIGURES, type Figure } from '../figures'
import css from '../level.module.css'
import { t } from '../text'

const WORDS = {
  able: { title: 'able', note: 'ableNote', rule: 'ableRule' },
  reached: { title: 'reached', note: 'reachedNote', rule: 'reachedRule' },
  reached_with_na: { title: 'withNa', note: 'withNaNote', rule: 'withNaRule' },
} as const

type Props = {
  told: Record<Figure, number>
  figure: Figure
  onChange: (figure: Figure) => void
}

/** The three figures, apart; the chosen one is what the squares and the list show. */
export function Figures({ told, figure, onChange }: Props) {
  return (
    <fieldset className={css.figures}>
      <legend className={css.unseen}>{t('figures')}</legend>
      {FIGURES.map((each) => {
        const { title, note, rule } = WORDS[each]
        return (
          <div key={each} className={css.figure} data-on={each === figure || undefined}>
            <label>
              <input
                type="radio"
                name="figure"
                checked={each === figure}
                onChange={() => onChange(each)}
              />
              <span>{t(title)}</span>
              <b>{told[each] ? t('levelN', { n: told[each] }) : t('levelNone')}</b>
              <small>{t(note)}</small>
            </label>
            <span className={css.figureWhy}>
              <Why rule={t(rule)} source={t('source54')} />
            </span>
          </div>
        )
      })}
    </fieldset>
  )
}
