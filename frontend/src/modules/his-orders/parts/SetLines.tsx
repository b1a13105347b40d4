import { Button, Dim, NumberField } from '@/kernel/ui'
import { s } from '../textSets'
import type { SetLine } from './SetPanel'
import css from './sets.module.css'

/** What a set orders, in its order. */
export function SetLines({
  lines,
  onChange,
}: {
  lines: SetLine[]
  onChange: (lines: SetLine[]) => void
}) {
  if (lines.length === 0) return <Dim>{s('noServices')}</Dim>
  return (
    <ul className={css.lines} aria-label={s('services')}>
      {lines.map((line) => (
        <li key={line.service_code}>
          <span className={css.name}>
            {line.name ?? line.service_code}
            <div>
              <Dim>{line.service_code}</Dim>
            </div>
          </span>
          <span className={css.quantity}>
            <NumberField
              label={s('quantity')}
              name={`quantity-${line.service_code}`}
              least={1}
              most={100}
              value={line.quantity ?? 1}
              onChange={(quantity) =>
                onChange(
                  lines.map((each) =>
                    each === line ? { ...each, quantity: quantity ?? 1 } : each,
                  ),
                )
              }
            />
          </span>
          <Button small quiet onClick={() => onChange(lines.filter((each) => each !== line))}>
            {s('takeOut')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
