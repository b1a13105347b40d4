import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { getJson } from './client'
import { useKeys } from './keys'
import css from './shell.module.css'
import { type Both, say } from './text'
import { IconSearch } from './ui/icons'
import { Key } from './ui/Key'
import { w } from './words'

type Hit = { title: string; detail: string; to: string }
type Answer = { groups: { id: string; title: Both; hits: Hit[] }[] }

/** One box for everything: name without diacritics, phone, card, code, a barcode scan. */
export function SearchBox() {
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const [eager, setEager] = useState(false)
  const [asked] = useDebouncedValue(text.trim(), 150)
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => getJson<Answer>(`/api/search?q=${encodeURIComponent(asked)}`, signal),
    enabled: asked.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  useKeys({ '/': { label: w('searchOpen'), act: () => input.current?.focus() } })

  const waiting = text.trim().length >= 2 && (text.trim() !== asked || found.isFetching)
  const groups = (asked.length >= 2 && found.data?.groups.filter((g) => g.hits.length)) || []
  const hits = groups.flatMap((group) => group.hits)

  function go(hit: Hit | undefined) {
    if (!hit) return
    setOpen(false)
    setText('')
    setEager(false)
    input.current?.blur()
    navigate({ to: hit.to })
  }
  // A scanner types and presses Enter before the answer is there: take the first hit then.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the answer's arrival counts
  useEffect(() => {
    if (eager && !waiting) {
      setEager(false)
      go(hits[0])
    }
  }, [eager, waiting])

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setAt((now) => Math.max(0, Math.min(hits.length - 1, now + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (waiting) setEager(true)
      else go(hits[at])
    } else if (event.key === 'Escape') {
      setText('')
      input.current?.blur()
    }
  }

  let index = -1
  return (
    <search className={css.search}>
      <IconSearch size={16} />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-expanded={open && text.trim().length >= 2}
        aria-controls={list}
        aria-activedescendant={hits[at] && `${list}-${at}`}
        aria-label={w('search')}
        placeholder={w('search')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
          setEager(false)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <Key of="/" />
      {open && text.trim().length >= 2 && (
        <div className={css.hits} id={list} role="listbox" aria-label={w('searchOpen')}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box
            <div key={group.id} role="group" aria-label={say(group.title)}>
              <div className={css.hitGroup} aria-hidden>
                {say(group.title)}
              </div>
              {group.hits.map((hit) => {
                index += 1
                const mine = index
                return (
                  <div
                    key={hit.to + hit.title}
                    id={`${list}-${mine}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={mine === at}
                    className={css.hit}
                    onMouseDown={(event) => {
                      event.preventDefault()
                      go(hit)
                    }}
                  >
                    <b>{hit.title}</b>
                    <span>{hit.detail}</span>
                  </div>
                )
              })}
            </div>
          ))}
          {!hits.length && (
            <div className={css.hitNone}>
              {waiting
                ? w('loading')
                : found.isError
                  ? w('loadFailed')
                  : w('emptySearch', { q: text.trim() })}
            </div>
          )}
        </div>
      )}
    </search>
  )
}
