import type { ReactNode } from 'react'
import type { Icon } from './icons'
import css from './parts.module.css'
import type { Tone } from './Status'

/** A thin bar under the top bar: practice data, gateway down. Never a dialog. */
export function Banner({
  tone,
  icon: Sign,
  children,
  right,
}: {
  tone: Tone
  icon: Icon
  children: ReactNode
  right?: ReactNode
}) {
  return (
    <div className={css.bar} data-tone={tone} role="status">
      <Sign size={15} stroke={2} />
      <span>{children}</span>
      {right}
    </div>
  )
}
