import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { w } from '../words'
import { IconHelp } from './icons'
import css from './parts.module.css'

/** The small mark beside each computed thing: its rule, the source, the numbers that went in. */
export function Why({
  rule,
  source,
  numbers = [],
}: {
  rule: ReactNode
  source?: ReactNode
  numbers?: { label: string; value: ReactNode }[]
}) {
  return (
    <Popover width={320} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={css.why} aria-label={w('why')} title={w('why')}>
          <IconHelp size={15} stroke={1.75} />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={css.whyText} tabIndex={-1} data-autofocus>
          <div>{rule}</div>
          {numbers.length > 0 && (
            <dl>
              {numbers.map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
          {source && (
            <div className={css.small}>
              {w('source')}: {source}
            </div>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
