import { Input } from '@mantine/core'
import { useId } from 'react'
import { type Entry, Labelled, tied, useComplaint } from './Labelled'
import css from './parts.module.css'

type Props = Entry<string> & {
  /** A unit or sign inside the field, at its end. */
  unit?: string
  /** More than one: a text area. */
  lines?: number
  most?: number
  placeholder?: string
  keyboard?: 'numeric' | 'tel' | 'email'
  password?: boolean
}

/** One line of text, or several. */
export function Field(props: Props) {
  const id = useId()
  const complaint = useComplaint({ ...props, empty: props.value.trim() === '' })
  const shared = {
    ...tied(id, props, complaint),
    name: props.name,
    value: props.value,
    required: props.required,
    disabled: props.off,
    autoFocus: props.autoFocus,
    maxLength: props.most,
    placeholder: props.placeholder,
    error: Boolean(complaint),
  }
  return (
    <Labelled id={id} entry={props} complaint={complaint}>
      {props.lines ? (
        <Input
          component="textarea"
          multiline
          rows={props.lines}
          classNames={{ input: css.area }}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          {...shared}
        />
      ) : (
        <Input
          type={props.password ? 'password' : 'text'}
          inputMode={props.keyboard}
          autoComplete="off"
          rightSection={props.unit && <span className={css.unit}>{props.unit}</span>}
          rightSectionWidth={props.unit ? props.unit.length * 7 + 18 : undefined}
          rightSectionPointerEvents="none"
          onChange={(event) => props.onChange(event.currentTarget.value)}
          {...shared}
        />
      )}
    </Labelled>
  )
}
