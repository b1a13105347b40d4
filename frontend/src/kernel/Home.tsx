import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import type { NavItem } from './module'
import { useHome, useNav } from './nav'
import { Slot } from './Slot'
import css from './shell.module.css'
import { Alert } from './ui/Alert'
import { Page } from './ui/Page'
import { w } from './words'

/** The worklist of the person's role; above it what waits elsewhere, counting by itself. */
export function Home() {
  const home = useHome()
  const counted = useNav().filter((item) => item.useCount && item.to !== home?.to)
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
      <Slot name="home.notice" />
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
  if (n === null) return null
  return (
    <Link to={item.to} className={css.count} data-none={!n || undefined}>
      <item.icon size={18} stroke={1.75} />
      <b>{n ?? '…'}</b>
      <span>{item.label()}</span>
    </Link>
  )
}
