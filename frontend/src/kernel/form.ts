import { useCallback, useEffect, useRef, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from './draft'

/** What a field part takes; `form.bind('name')` makes it. */
export type Bound<V> = { name: string; value: V; onChange: (value: V) => void }

export type FormState<T> = {
  values: T
  set: <K extends keyof T>(name: K, value: T[K]) => void
  setAll: (values: Partial<T>) => void
  bind: <K extends keyof T & string>(name: K) => Bound<T[K]>
  /** Back to the start (or to `values`): after it was saved. Drops the draft. */
  reset: (values?: T) => void
  dirty: boolean
  /** When the draft that was found had been typed. */
  draftAt: string | undefined
}

/**
 * The values of one form. `draft` names where unsent work is kept (with the record's id in it,
 * `his.outpatient.exam:` + id); without it nothing is kept.
 */
export function useForm<T extends object>(
  start: T,
  options: { draft?: string } = {},
): FormState<T> {
  const { draft } = options
  const found = useRef(draft ? readDraft<Partial<T>>(draft) : undefined)
  const first = useRef(start)
  const [values, setValues] = useState<T>(() => ({ ...start, ...found.current?.values }))
  const [draftAt, setDraftAt] = useState(found.current?.at)
  const [dirty, setDirty] = useState(found.current !== undefined)

  useEffect(() => {
    if (!draft || !dirty) return
    const later = setTimeout(() => keepDraft(draft, values), 300)
    return () => clearTimeout(later)
  }, [draft, dirty, values])

  const setAll = useCallback((some: Partial<T>) => {
    setDirty(true)
    setValues((before) => ({ ...before, ...some }))
  }, [])
  const set = useCallback(
    <K extends keyof T>(name: K, value: T[K]) => setAll({ [name]: value } as unknown as Partial<T>),
    [setAll],
  )
  const reset = useCallback(
    (next?: T) => {
      if (draft) dropDraft(draft)
      if (next) first.current = next
      setValues(first.current)
      setDirty(false)
      setDraftAt(undefined)
    },
    [draft],
  )
  const bind = <K extends keyof T & string>(name: K): Bound<T[K]> => ({
    name,
    value: values[name],
    onChange: (value) => set(name, value),
  })
  return { values, set, setAll, bind, reset, dirty, draftAt }
}

/**
 * Somebody saved first: what is only in his hand is taken over, what was typed here stays.
 * `before` is the record as this form began, `now` as it stands.
 */
export function rebased<T extends object>(typed: T, before: T, now: T): T {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const next = { ...typed }
  for (const name of Object.keys(now) as (keyof T)[]) {
    if (same(typed[name], before[name])) next[name] = now[name]
  }
  return next
}
