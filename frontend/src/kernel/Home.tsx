import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import type { NavItem } from './module'
import { useHome, useNav } from './nav'
import css from './shell.module.css'
import { Alert, Page } from './ui'
import { w } from './words'

/** The worklist of the person's role; above it what waits elsewhere, counting by itself. */
export function Home() {
  const home = useHome()
  const counted = useNav().filter((item) => item.useCount)
  const Show = home?.show
  return (
    <>
      {counted.length > 0 && (
        <nav className={css.counts} aria-label={w('counts')}>
          {counted.map((item) => (
            <Count key={item.to} item={item} />
          ))}
        </nav>
      )}
      {Show ? (
        <Suspense fallback={null}>
          <Show />
        </Suspense>
      ) : (
        <Page title={w('home')}>
          <Alert weight="info">
            {w('homeNone')} {w('homeNoneHint')}
          </Alert>
        </Page>
      )}
    </>
  )
}

function Count({ item }: { item: NavItem }) {
  const n = item.useCount?.()
  return (
    <Link to={item.to} className={css.count} data-none={!n || undefined}>
      <item.icon size={18} stroke={1.75} />
      <b>{n ?? '…'}</b>
      <span>{item.label()}</span>
    </Link>
  )
}
