import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { w } from '../words'
import css from './table.module.css'

export type Column<T> = {
  head: string
  show: (row: T) => ReactNode
  align?: 'right' | 'center'
  /** `1%` for as narrow as its content; a CSS width else. */
  width?: string
  /** On a phone a row is a card: its bold first line, a part of the lines below, or nowhere. */
  phone?: 'title' | 'hide'
  nowrap?: boolean
}

type Props<T> = {
  label: string
  columns: Column<T>[]
  rows: T[]
  keyOf: (row: T) => string
  onOpen?: (row: T) => void
  /** Buttons at the end of the row; they don't open it. */
  actions?: (row: T) => ReactNode
  /** What to say where there is no row. */
  empty?: ReactNode
  toneOf?: (row: T) => 'red' | 'amber' | 'green' | 'dim' | undefined
}

/** Rows of 34 px; arrows move, Enter opens. */
export function Table<T>(props: Props<T>) {
  const { columns, rows, keyOf, onOpen, actions, toneOf } = props
  const body = useRef<HTMLTableSectionElement>(null)

  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>, row: T) {
    const tr = event.currentTarget
    if (event.target !== tr) return
    const steps: Record<string, Element | null | undefined> = {
      ArrowDown: tr.nextElementSibling,
      ArrowUp: tr.previousElementSibling,
      Home: body.current?.firstElementChild,
      End: body.current?.lastElementChild,
    }
    if (event.key in steps) {
      event.preventDefault()
      const next = steps[event.key]
      if (next instanceof HTMLElement) next.focus()
    } else if (event.key === 'Enter' && onOpen) {
      event.preventDefault()
      onOpen(row)
    }
  }

  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={props.label}>
        <thead>
          <tr>
            {columns.map(({ head, align, width }) => (
              <th key={head} scope="col" data-align={align} style={{ width }}>
                {head}
              </th>
            ))}
            {actions && (
              <th scope="col" style={{ width: '1%' }}>
                <span className={css.unseen}>{w('acts')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            <tr
              key={keyOf(row)}
              tabIndex={onOpen ? (index === 0 ? 0 : -1) : undefined}
              data-opens={onOpen ? true : undefined}
              data-tone={toneOf?.(row)}
              onKeyDown={(event) => onKeyDown(event, row)}
              onClick={(event) => {
                const inner = (event.target as Element).closest('a, button, input, label')
                const selecting = String(window.getSelection() ?? '') !== ''
                if (!inner && !selecting) onOpen?.(row)
              }}
            >
              {columns.map(({ head, show, align, phone, nowrap }) => (
                <td
                  key={head}
                  data-align={align}
                  data-phone={phone}
                  data-nowrap={nowrap}
                  data-head={align === 'right' ? head : undefined}
                >
                  {show(row)}
                </td>
              ))}
              {actions && (
                <td data-align="right" data-nowrap>
                  <span className={css.actions}>{actions(row)}</span>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className={css.none}>{props.empty ?? w('empty')}</p>}
    </div>
  )
}
