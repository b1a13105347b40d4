import { type ReactNode, useEffect } from 'react'
import css from './page.module.css'

type Props = {
  title: string
  /** A few words beside the title: a count, a date. */
  detail?: ReactNode
  actions?: ReactNode
  /** `<Slot name="patient.banner" …/>`: stays at the top while the page scrolls. */
  banner?: ReactNode
  /** Forms and texts read better narrow. */
  narrow?: boolean
  children: ReactNode
}

export function Page({ title, detail, actions, banner, narrow, children }: Props) {
  useEffect(() => {
    document.title = `${title} · HIS54`
  }, [title])
  return (
    <>
      {banner && <div className={css.banner}>{banner}</div>}
      <div className={css.page} data-narrow={narrow || undefined}>
        <header className={css.head}>
          <h1 className={css.title}>{title}</h1>
          {detail !== undefined && <span className={css.detail}>{detail}</span>}
          {actions && <div className={css.actions}>{actions}</div>}
        </header>
        {children}
      </div>
    </>
  )
}
