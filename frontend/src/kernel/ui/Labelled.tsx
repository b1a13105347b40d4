import { Input } from '@mantine/core'
import type { ReactNode } from 'react'
import { w } from '../words'
import { useFormContext } from './Form'
import css from './parts.module.css'

/** What every entry part takes; `form.bind(name)` gives name, value and onChange. */
export type Entry<V> = {
  label: string
  name?: string
  value: V
  onChange: (value: V) => void
  required?: boolean
  /** Small words under the label. */
  hint?: string
  error?: string
  /** A plausible worry that does not stop: shown in amber. */
  warn?: string
  /** The `Why` of a computed value, beside the label. */
  why?: ReactNode
  off?: boolean
  autoFocus?: boolean
}

type Complaint = Pick<Entry<unknown>, 'name' | 'error' | 'required'> & {
  empty: boolean
  /** What is expected, where what was typed cannot be read. */
  expected?: string
  /** Whether he has gone on: nobody is corrected while typing. */
  left?: boolean
}

/** The one sentence under a field: the caller's, the server's, or what is expected. */
export function useComplaint(complaint: Complaint) {
  const { name, error, required, empty, expected, left = true } = complaint
  const { fields, tried } = useFormContext()
  if (error) return error
  if (expected && (left || tried)) return expected
  if (name && fields[name]) return fields[name]
  return tried && required && empty ? w('shouldBeFilled') : undefined
}

export function Labelled({
  id,
  entry,
  complaint,
  children,
}: {
  id: string
  entry: Omit<Entry<never>, 'value' | 'onChange'>
  complaint: string | undefined
  children: ReactNode
}) {
  return (
    <Input.Wrapper
      id={id}
      label={
        <>
          {entry.label}
          {entry.required && (
            <span className={css.must} aria-hidden>
              {' '}
              *
            </span>
          )}
        </>
      }
      labelProps={{ className: css.label }}
      description={entry.hint}
      error={complaint}
      errorProps={{ role: 'alert' }}
      className={css.entry}
    >
      {entry.why && <span className={css.entryWhy}>{entry.why}</span>}
      {children}
      {entry.warn && !complaint && <div className={css.warn}>{entry.warn}</div>}
    </Input.Wrapper>
  )
}

/** The attributes that tie an input to its label and its complaint. */
export function tied(
  id: string,
  entry: Pick<Entry<never>, 'hint' | 'autoFocus'>,
  complaint: string | undefined,
) {
  const by = [complaint && `${id}-error`, entry.hint && `${id}-description`].filter(Boolean)
  return {
    id,
    'data-autofocus': entry.autoFocus || undefined, // first, inside a panel over the page
    'aria-invalid': complaint ? true : undefined,
    'aria-describedby': by.join(' ') || undefined,
  }
}
