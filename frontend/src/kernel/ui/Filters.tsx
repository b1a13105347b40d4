import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState } from 'react'
import { w } from '../words'
import { IconSearch, IconX } from './icons'
import css from './table.module.css'

export type Filter =
  | {
      name: string
      label: string
      choices: { value: string; label: string }[]
      start?: string
      /** One of them is always chosen: there is no "all". */
      always?: boolean
      /** Many choices: a list that opens instead of chips. */
      list?: boolean
    }
  /** `focus`: ready for a scanner when the page opens. */
  | { name: string; label: string; kind: 'text'; focus?: boolean }

/** What the address says: `?state=waiting&q=an`. A filter's start value is not written. */
export function useFilters(filters: Filter[]) {
  const search: Record<string, string | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const values: Record<string, string> = {}
  for (const filter of filters) {
    const value = search[filter.name] ?? ('start' in filter ? filter.start : undefined)
    if (value) values[filter.name] = value
  }
  const set = (name: string, value: string | undefined) => {
    const filter = filters.find((each) => each.name === name)
    const start = filter && 'start' in filter ? filter.start : undefined
    const next = {
      ...search,
      [name]: value === start ? undefined : (value ?? (start ? '' : value)),
    }
    navigate({ to: '.', search: next as never, replace: true })
  }
  const clear = () =>
    navigate({
      to: '.',
      search: {
        ...search,
        ...Object.fromEntries(filters.map((f) => [f.name, undefined])),
      } as never,
      replace: true,
    })
  const filtered = filters.some((filter) => search[filter.name])
  return { values, set, clear, filtered }
}

const choicesOf = ({ always, choices }: Extract<Filter, { choices: unknown }>) =>
  always ? choices : [{ value: '', label: w('all') }, ...choices]

/** Filters as chips, kept in the address. */
export function FilterBar({
  filters,
  values,
  set,
  onEnter,
}: {
  filters: Filter[]
  values: Record<string, string>
  set: (name: string, value: string | undefined) => void
  /** Enter on what was typed into this filter: a scanner ends so. */
  onEnter?: (name: string, value: string) => void
}) {
  return (
    <div className={css.filters}>
      {filters.map((filter) =>
        'kind' in filter ? (
          <TextFilter
            key={filter.name}
            label={filter.label}
            value={values[filter.name] ?? ''}
            focus={filter.focus}
            onChange={(value) => set(filter.name, value || undefined)}
            onEnter={(value) => onEnter?.(filter.name, value)}
          />
        ) : filter.list ? (
          <label key={filter.name} className={css.pick}>
            <span>{filter.label}</span>
            <select
              value={values[filter.name] ?? ''}
              onChange={(event) => set(filter.name, event.currentTarget.value || undefined)}
            >
              {choicesOf(filter).map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <fieldset key={filter.name} className={css.chips}>
            <legend>{filter.label}</legend>
            {choicesOf(filter).map(({ value, label }) => (
              <button
                key={value}
                type="button"
                aria-pressed={(values[filter.name] ?? '') === value}
                onClick={() => set(filter.name, value || undefined)}
              >
                {label}
              </button>
            ))}
          </fieldset>
        ),
      )}
    </div>
  )
}

function TextFilter(props: {
  label: string
  value: string
  focus?: boolean
  onChange: (value: string) => void
  onEnter: (value: string) => void
}) {
  const id = useId()
  const [text, setText] = useState(props.value)
  const change = useRef(props.onChange)
  change.current = props.onChange
  const sent = useRef(props.value)
  if (props.value !== sent.current) {
    sent.current = props.value
    if (props.value !== text) setText(props.value)
  }
  useEffect(() => {
    if (text === sent.current) return
    const later = setTimeout(() => {
      sent.current = text
      change.current(text)
    }, 200)
    return () => clearTimeout(later)
  }, [text])
  function enter() {
    if (text !== sent.current) {
      sent.current = text
      change.current(text)
    }
    if (text) props.onEnter(text)
  }
  return (
    <div className={css.find}>
      <IconSearch size={15} />
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        value={text}
        placeholder={props.label}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: the page is for scanning, and says so
        autoFocus={props.focus}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.currentTarget.select() // what is scanned next replaces it
          enter()
        }}
      />
      {text && (
        <button type="button" aria-label={w('filterClear')} onClick={() => setText('')}>
          <IconX size={14} />
        </button>
      )}
    </div>
  )
}
