import type { ReactNode } from 'react'
import { Page, Strip } from '@/kernel/ui'
import { t } from '../text'

const SECTIONS = [
  { to: '/lab/reagents', label: 'today' },
  { to: '/lab/reagents/lots', label: 'lots' },
  { to: '/lab/reagents/items', label: 'items' },
  { to: '/lab/reagents/orders', label: 'orders' },
] as const

/** A page of the reagents, with the way to the others above it. */
export function ReagentPage(props: {
  title: string
  detail?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const items = SECTIONS.map(({ to, label }) => ({ to, label: t(label) }))
  return <Page {...props} banner={<Strip items={items} label={t('reagents')} />} />
}
