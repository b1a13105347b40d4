import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
} from './icons'
import css from './parts.module.css'

export type Tone = 'grey' | 'blue' | 'green' | 'amber' | 'red'

const SIGN: Record<Tone, Icon> = {
  grey: IconCircleDashed,
  blue: IconClock,
  green: IconCircleCheck,
  amber: IconAlertTriangle,
  red: IconCircleX,
}

/** A state: colour, sign and word together, so that no one needs to see the colour. */
export function Status({ tone, children, icon }: { tone: Tone; children: string; icon?: Icon }) {
  const Sign = icon ?? SIGN[tone]
  return (
    <span className={css.status} data-tone={tone}>
      <Sign size={14} stroke={2} />
      {children}
    </span>
  )
}
