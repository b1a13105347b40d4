import css from './record.module.css'

/** Nothing here yet, said inside a panel. */
export function Empty({ children }: { children: string }) {
  return <p className={css.empty}>{children}</p>
}
