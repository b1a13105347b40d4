import { Combobox, Input, Loader, useCombobox } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { w } from '../words'
import { useFormContext } from './Form'
import { IconChevronDown, IconSearch } from './icons'
import { type Entry, Labelled, tied, useComplaint } from './Labelled'
import css from './parts.module.css'

export type Line = { key: string; code?: string; name: string; extra?: ReactNode; off?: boolean }

type Props<T> = Entry<T | null> & {
  lines: T[] | undefined
  lineOf: (item: T) => Line
  onSearch: (text: string) => void
  busy?: boolean
  /** A list that one knows: opens at once and shows all. */
  short?: boolean
  placeholder?: string
  hintInList?: string
  keepOpen?: boolean
}

/** A field that offers lines as one types; the part that Select and Picker share. */
export function Combo<T>(props: Props<T>) {
  const { value, lines, lineOf, short } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { goOn } = useFormContext()
  const [text, setText] = useState<string>()
  const [eager, setEager] = useState(false)
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() })
  const chosen = value === null ? '' : lineOf(value).name
  const unknown = text !== undefined && text.trim() !== '' && text !== chosen
  const wrong = unknown && !store.dropdownOpened ? w('shouldBeChosen') : undefined
  const complaint = useComplaint({ ...props, empty: value === null && !text, expected: wrong })

  useEffect(() => input.current?.setCustomValidity(unknown ? w('shouldBeChosen') : ''), [unknown])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list puts the mark on its first line
  useEffect(() => {
    if (!store.dropdownOpened || props.busy) return
    store.selectFirstOption()
    if (eager && lines?.[0] !== undefined) pick(lines[0])
  }, [lines, props.busy, store.dropdownOpened])

  function pick(item: T) {
    setEager(false)
    setText(undefined)
    props.onChange(item)
    store.closeDropdown()
    if (props.keepOpen) props.onSearch('')
    else if (input.current) goOn(input.current)
  }

  function type(next: string) {
    setText(next)
    setEager(false)
    props.onSearch(next)
    store.openDropdown()
    if (next === '' && value !== null) props.onChange(null)
  }

  return (
    <Labelled id={id} entry={props} complaint={complaint}>
      <Combobox
        store={store}
        onOptionSubmit={(key) => {
          const item = lines?.find((each) => lineOf(each).key === key)
          if (item !== undefined) pick(item)
        }}
        transitionProps={{ duration: 60 }}
        shadow="md"
        width="target"
        floatingHeight="viewport"
        middlewares={{ flip: true, shift: true }}
      >
        <Combobox.Target withExpandedAttribute>
          <Input
            {...tied(id, props, complaint)}
            ref={input}
            role="combobox"
            aria-autocomplete="list"
            name={props.name}
            autoComplete="off"
            placeholder={props.placeholder}
            value={text ?? chosen}
            required={props.required}
            disabled={props.off}
            autoFocus={props.autoFocus}
            error={Boolean(complaint)}
            rightSection={
              props.busy ? (
                <Loader size={14} />
              ) : short ? (
                <IconChevronDown size={16} />
              ) : (
                <IconSearch size={16} />
              )
            }
            rightSectionPointerEvents="none"
            classNames={{ section: css.dim }}
            onChange={(event) => type(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            onClick={() => short && store.openDropdown()}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && unknown && props.busy) {
                event.preventDefault() // the answer is on its way: take its first line,
                store.resetSelectedOption() // and none of those that stand here for the last words
                setEager(true)
              }
              if (event.key === 'Escape' && text !== undefined) setText(undefined)
            }}
            onBlur={() => {
              store.closeDropdown()
              if (text?.trim() === '') setText(undefined)
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown miw={short ? undefined : 320}>
          <Combobox.Options className={css.options} aria-label={w('choices')}>
            {lines?.map((item) => {
              const line = lineOf(item)
              return (
                <Combobox.Option
                  key={line.key}
                  value={line.key}
                  disabled={line.off}
                  className={css.option}
                  active={value !== null && lineOf(value).key === line.key}
                >
                  {line.code && <span className={css.code}>{line.code}</span>}
                  <span className={css.optionName}>{line.name}</span>
                  {line.extra && <span className={css.extra}>{line.extra}</span>}
                </Combobox.Option>
              )
            })}
            {!lines?.length && (
              <Combobox.Empty className={css.optionsEmpty}>
                {props.busy
                  ? w('loading')
                  : (props.hintInList ?? w('emptySearch', { q: text ?? '' }))}
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </Labelled>
  )
}
