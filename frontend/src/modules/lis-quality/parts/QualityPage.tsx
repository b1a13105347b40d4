import type { ReactNode } from 'react'
import { Page, Strip } from '@/kernel/ui'
import { t } from '../text'

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
  const items = SECTIONS.map(({ to, label }) => ({ to, label: t(label) }))
  return <Page {...props} banner={<Strip items={items} label={t('quality')} />} />
}
