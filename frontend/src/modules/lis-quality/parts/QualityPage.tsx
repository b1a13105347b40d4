import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '@/kernel/ui'
import { t } from '../text'
import css from './quality.module.css'

const SECTIONS = [
  { to: '/lab/quality', label: 'today' },
  { to: '/lab/quality/holds', label: 'holds' },
  { to: '/lab/quality/statistics', label: 'statistics' },
  { to: '/lab/quality/lots', label: 'lots' },
  { to: '/lab/quality/rounds', label: 'rounds' },
] as const

/** A page of the quality control, with the way to the others above it. */
export function QualityPage(props: {
  title: string
  detail?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const here = useLocation({ select: (location) => location.pathname })
  return (
    <Page
      {...props}
      banner={
        <nav className={css.strip} aria-label={t('quality')}>
          {SECTIONS.map(({ to, label }) => (
            <Link
              key={to}
              to={to as never}
              activeOptions={{ exact: true, includeSearch: false }}
              aria-current={
                here === to || (to === '/lab/quality' && here.startsWith('/lab/quality/tests'))
                  ? 'page'
                  : undefined
              }
            >
              {t(label)}
            </Link>
          ))}
        </nav>
      }
    />
  )
}
