import { useId } from 'react'
import { type Entry, useComplaint } from './Labelled'
import css from './parts.module.css'
import type { Choice } from './Select'

type Props<V extends string> = Entry<V | null> & { choices: readonly Choice<V>[] }

/** A few choices that exclude each other, all in sight: sex, payer class. Space or arrows choose. */
export function Choose<V extends string>(props: Props<V>) {
  const group = useId()
  const complaint = useComplaint({ ...props, empty: props.value === null })
  return (
    <fieldset className={css.choose} disabled={props.off}>
      <legend className={css.label}>
        {props.label}
        {props.required && <span className={css.must}> *</span>}
      </legend>
      <div>
        {props.choices.map(({ value, label, off }) => (
          <label key={value} data-on={props.value === value || undefined}>
            <input
              type="radio"
              name={group}
              value={value}
              checked={props.value === value}
              required={props.required}
              disabled={off}
              tabIndex={value === (props.value ?? props.choices[0]?.value) ? undefined : -1}
              onChange={() => props.onChange(value)}
            />
            {label}
          </label>
        ))}
      </div>
      {complaint && (
        <p className={css.complaint} role="alert">
          {complaint}
        </p>
      )}
    </fieldset>
  )
}
