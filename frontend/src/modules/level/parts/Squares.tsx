import { memo } from 'react'
import { say } from '@/kernel/text'
import { addressOf, type Square } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { SIGNS } from './Verdicts'

export type Assumed = 'met' | 'not_met'

type Props = {
  squares: Square[]
  /** Squares lead to their criterion; with `onPress` they are buttons. */
  profile?: string
  onPress?: (id: string) => void
  assumed?: Record<string, Assumed>
  changed?: Set<string>
}

/** One square a criterion: its number and sign, colour and, for those who hear or hover, words. */
export const Squares = memo(function Squares(props: Props) {
  const { squares, profile, onPress, assumed = {}, changed } = props
  return (
    <div className={css.squares}>
      {squares.map((each) => {
        const Sign = SIGNS[each.verdict]
        const taken = assumed[each.id]
        const words = [
          `${each.label} ${say(each.title)}`,
          t(each.verdict),
          taken && t(taken === 'met' ? 'assumedMet' : 'assumedNot'),
        ]
        const shared = {
          className: css.square,
          'data-square': each.id,
          'data-verdict': each.verdict,
          'data-assumed': taken,
          'data-changed': changed?.has(each.id) || undefined,
          'aria-label': words.filter(Boolean).join(', '),
        }
        const inside = (
          <>
            {each.label}
            <Sign size={10} stroke={2.75} />
          </>
        )
        return onPress ? (
          <button key={each.id} type="button" onClick={() => onPress(each.id)} {...shared}>
            {inside}
          </button>
        ) : (
          <a key={each.id} href={addressOf(each.id, profile)} {...shared}>
            {inside}
          </a>
        )
      })}
    </div>
  )
})
