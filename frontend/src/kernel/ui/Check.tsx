import { Checkbox, Switch } from '@mantine/core'
import type { Entry } from './Labelled'

/** Yes or no inside a form. */
export function Check({ label, name, value, onChange, hint, error, off }: Entry<boolean>) {
  return (
    <Checkbox
      label={label}
      name={name}
      description={hint}
      error={error}
      disabled={off}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** On or off, at once. */
export function OnOff({ label, value, onChange, hint, off }: Entry<boolean>) {
  return (
    <Switch
      label={label}
      description={hint}
      disabled={off}
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
