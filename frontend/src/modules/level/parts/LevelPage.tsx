import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '@/kernel/ui'
import css from '../level.module.css'
import { t } from '../text'

const PAGES = [
  { to: '/assessment', label: 'overview' },
  { to: '/assessment/what-if', label: 'whatIf' },
  { to: '/assessment/signatures', label: 'signatures' },
  { to: '/assessment/checklists', label: 'checklists' },
  { to: '/assessment/readings', label: 'readings' },
  { to: '/assessment/history', label: 'history' },
  { to: '/assessment/report', label: 'report' },
] as const

type Props = { title: string; detail?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A page of the level, with the way to the others. */
export function LevelPage({ children, ...head }: Props) {
  return (
    <Page {...head}>
      <nav className={css.pages} aria-label={t('pages')}>
        {PAGES.map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
            {t(label)}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  )
}
