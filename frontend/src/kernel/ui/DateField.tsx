import { Input } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { readDate, showAge, showDate, today } from '../when'
import { w } from '../words'
import { type Entry, Labelled, tied, useComplaint } from './Labelled'
import css from './parts.module.css'

type Props = Entry<string | null> & {
  /** Also `03/1980` and `1980`: births. */
  partial?: boolean
  /** Show the age inside the field. */
  age?: boolean
  /** No later than today. */
  past?: boolean
}

/** A typed date, dd/mm/yyyy; also 050380 or 5-3-80. The value is `1980-03-05` (or a part of it). */
export function DateField(props: Props) {
  const { partial, past } = props
  const value = props.value || null // (a day that is not known yet, too)
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value ? showDate(value) : '')
  const [left, setLeft] = useState(false)
  const typed = read(text, partial, past)
  const wrong =
    text.trim() !== '' && typed === null
      ? w(partial ? 'shouldBePartial' : 'shouldBeDate')
      : undefined

  if (typed !== value && !(wrong && value === null)) setText(value ? showDate(value) : '')
  useEffect(() => input.current?.setCustomValidity(wrong ?? ''), [wrong])

  const complaint = useComplaint({
    ...props,
    empty: text === '',
    expected: wrong,
    left,
  })
  const age = props.age && value ? showAge(value) : ''
  return (
    <Labelled id={id} entry={props} complaint={complaint}>
      <Input
        {...tied(id, props, complaint)}
        ref={input}
        name={props.name}
        inputMode="numeric"
        autoComplete="off"
        placeholder={w('datePlaceholder')}
        value={text}
        required={props.required}
        disabled={props.off}
        autoFocus={props.autoFocus}
        error={Boolean(complaint)}
        rightSection={age && <span className={css.unit}>{age}</span>}
        rightSectionWidth={age ? age.length * 7 + 18 : undefined}
        rightSectionPointerEvents="none"
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          setLeft(false)
          props.onChange(read(next, partial, past))
        }}
        onBlur={() => {
          setLeft(true)
          if (value) setText(showDate(value))
        }}
      />
    </Labelled>
  )
}

function read(text: string, partial?: boolean, past?: boolean): string | null {
  const found = readDate(text)
  if (!found || (!partial && found.length < 10)) return null
  return past && found > today().slice(0, found.length) ? null : found
}
