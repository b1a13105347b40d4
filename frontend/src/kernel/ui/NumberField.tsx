import { Input } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { readNumber, showNumber } from '../number'
import { w } from '../words'
import { type Entry, Labelled, tied, useComplaint } from './Labelled'
import css from './parts.module.css'

type Props = Entry<number | null> & {
  unit?: string
  least?: number
  most?: number
  /** Digits after the decimal point; both `37,5` and `37.5` are read, and `1.250.000`. */
  decimals?: number
}

function show(value: number | null): string {
  return value === null ? '' : showNumber(value)
}

function expectation(value: number | null | undefined, props: Props): string | undefined {
  const { least, most, decimals = 0 } = props
  const unit = props.unit ? ` ${props.unit}` : ''
  if (value === undefined) {
    return w('shouldBeNumber', { example: decimals ? '37,5' : String(least ?? 12) })
  }
  if (value === null) return undefined
  const low = least !== undefined && value < least
  const high = most !== undefined && value > most
  if (!low && !high) return undefined
  const told = { least: show(least ?? 0), most: show(most ?? 0), unit }
  if (least !== undefined && most !== undefined) return w('shouldBeBetween', told)
  return low ? w('shouldBeAtLeast', told) : w('shouldBeAtMost', told)
}

/** A number with its unit inside the field. Wrong input keeps its text and says what is expected. */
export function NumberField(props: Props) {
  const { value, decimals = 0, unit } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(show(value))
  const [left, setLeft] = useState(false)
  const typed = readNumber(text, decimals)
  const wrong = expectation(typed, props)

  // A value set from outside (a reset, a computed one) replaces the text.
  if (typed !== undefined && typed !== value && !(wrong && value === null)) {
    setText(show(value))
  }
  useEffect(() => input.current?.setCustomValidity(wrong ?? ''), [wrong])

  const complaint = useComplaint({
    ...props,
    empty: text === '',
    expected: wrong,
    left,
  })
  return (
    <Labelled id={id} entry={props} complaint={complaint}>
      <Input
        {...tied(id, props, complaint)}
        ref={input}
        name={props.name}
        inputMode={decimals ? 'decimal' : 'numeric'}
        autoComplete="off"
        classNames={{ input: css.number }}
        value={text}
        required={props.required}
        disabled={props.off}
        autoFocus={props.autoFocus}
        error={Boolean(complaint)}
        rightSection={unit && <span className={css.unit}>{unit}</span>}
        rightSectionWidth={unit ? unit.length * 7 + 18 : undefined}
        rightSectionPointerEvents="none"
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          setLeft(false)
          const number = readNumber(next, decimals)
          props.onChange(expectation(number, props) ? null : (number ?? null))
        }}
        onBlur={() => {
          setLeft(true)
          if (value !== null) setText(show(value))
        }}
      />
    </Labelled>
  )
}
