import { useId } from 'react'
import css from '../level.module.css'

type Props<V extends string> = {
  label: string
  value: V
  choices: { value: V; label: string; title?: string }[]
  onChange: (value: V) => void
}

/** Two or three ways of seeing the same, in one line. */
export function Segments<V extends string>({ label, value, choices, onChange }: Props<V>) {
  const group = useId()
  return (
    <fieldset className={css.segments}>
      <legend>{label}</legend>
      <div>
        {choices.map((each) => (
          <label key={each.value} title={each.title} data-on={each.value === value || undefined}>
            <input
              type="radio"
              name={group}
              checked={each.value === value}
              onChange={() => onChange(each.value)}
            />
            {each.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
