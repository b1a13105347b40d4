import { Check } from '@/kernel/ui'
import css from './roles.module.css'

/** Roles as ticks, in two columns. */
export function Roles({
  label,
  choices,
  value,
  onChange,
}: {
  label: string
  choices: { value: string; label: string }[]
  value: string[]
  onChange: (roles: string[]) => void
}) {
  return (
    <fieldset className={css.roles}>
      <legend>{label}</legend>
      <div>
        {choices.map((choice) => (
          <Check
            key={choice.value}
            label={choice.label}
            value={value.includes(choice.value)}
            onChange={(on) =>
              onChange(on ? [...value, choice.value] : value.filter((id) => id !== choice.value))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
