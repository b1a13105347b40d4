import { useState } from 'react'
import { Field } from '@/kernel/ui'
import css from './specimens.module.css'

/** Where a scanner types: what it reads, and Enter. It stays ready for the next one. */
export function ScanLine(props: {
  label: string
  hint?: string
  onScan: (text: string) => void
  autoFocus?: boolean
  off?: boolean
}) {
  const [text, setText] = useState('')
  return (
    <form
      className={css.scan}
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        const read = text.trim()
        setText('')
        if (read) props.onScan(read)
      }}
    >
      <Field
        label={props.label}
        hint={props.hint}
        autoFocus={props.autoFocus}
        off={props.off}
        value={text}
        onChange={setText}
      />
    </form>
  )
}
