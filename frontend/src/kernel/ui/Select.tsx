import { useState } from 'react'
import { matches } from '../fold'
import { Combo } from './Combo'
import type { Entry } from './Labelled'

export type Choice<V extends string = string> = {
  value: V
  label: string
  code?: string
  extra?: string
  off?: boolean
}

type Props<V extends string> = Entry<V | null> & {
  choices: readonly Choice<V>[]
  placeholder?: string
}

/** One of a list that fits in the head; typing narrows it, without diacritics. */
export function Select<V extends string>({ choices, value, onChange, ...rest }: Props<V>) {
  const [typed, setTyped] = useState('')
  const lines = typed
    ? choices.filter(({ code = '', label }) => matches(`${code} ${label}`, typed))
    : [...choices]
  return (
    <Combo<Choice<V>>
      {...rest}
      short
      lines={lines}
      lineOf={({ value: key, label: name, code, extra, off }) => ({ key, name, code, extra, off })}
      value={choices.find((each) => each.value === value) ?? null}
      onChange={(choice) => {
        setTyped('')
        onChange(choice?.value ?? null)
      }}
      onSearch={setTyped}
    />
  )
}
