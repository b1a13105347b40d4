import type { ReactNode } from 'react'
import css from './parts.module.css'

/** A titled card on a page. */
export function Panel({
  title,
  actions,
  flush,
  children,
}: {
  title?: ReactNode
  actions?: ReactNode
  /** No padding: for tables. */
  flush?: boolean
  children: ReactNode
}) {
  return (
    <section className={css.panel}>
      {(title || actions) && (
        <header className={css.panelHead}>
          <h2>{title}</h2>
          <div>{actions}</div>
        </header>
      )}
      <div className={flush ? undefined : css.panelBody} data-inside>
        {children}
      </div>
    </section>
  )
}

/** Label and value pairs; for what is known and not edited. */
export function Facts({ of }: { of: { label: string; value: ReactNode }[] }) {
  return (
    <dl className={css.facts}>
      {of.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Children in a row that wraps, or in `columns` equal columns (one on a phone). */
export function Row({ columns, children }: { columns?: 2 | 3 | 4; children: ReactNode }) {
  return (
    <div className={columns ? css.columns : css.row} data-columns={columns}>
      {children}
    </div>
  )
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className={css.stack}>{children}</div>
}

/** Words that matter less. */
export function Dim({ children }: { children: ReactNode }) {
  return <span className={css.dim}>{children}</span>
}
