import { useEffect, useState } from 'react'
import { minutesSince, showInstant } from '../when'
import { w } from '../words'
import { IconClock } from './icons'
import css from './parts.module.css'

/** An instant on the hospital's wall clock (Asia/Ho_Chi_Minh). */
export function Time({ at, show }: { at: string; show?: 'both' | 'date' | 'time' }) {
  return <time dateTime={at}>{showInstant(at, show)}</time>
}

/** Minutes waited: amber and red after the given minutes, counting by itself. */
export function Waiting({
  since,
  amber = 30,
  red = 60,
}: {
  since: string
  amber?: number
  red?: number
}) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 20_000)
    return () => clearInterval(tick)
  }, [])
  const minutes = minutesSince(since, now)
  const tone = minutes >= red ? 'red' : minutes >= amber ? 'amber' : 'grey'
  return (
    <span className={css.status} data-tone={tone} data-bare={tone === 'grey' || undefined}>
      <IconClock size={14} stroke={2} />
      {w('minutes', { n: minutes })}
    </span>
  )
}
