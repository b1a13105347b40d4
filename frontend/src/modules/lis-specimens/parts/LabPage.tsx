import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { Page } from '@/kernel/ui'
import { t } from '../text'
import css from './specimens.module.css'

const SECTIONS = [
  { to: '/lab/collect', label: 'collect', needs: 'lis.specimens.specimen.collect' },
  { to: '/lab/specimens', label: 'reception', needs: 'lis.specimens.specimen.receive' },
  { to: '/lab/storage', label: 'storage', needs: 'lis.specimens.specimen.keep' },
  { to: '/lab/shipments', label: 'shipments', needs: 'lis.specimens.specimen.read' },
  { to: '/lab/rejections', label: 'rejections', needs: 'lis.specimens.specimen.read' },
  { to: '/lab/disposal', label: 'disposal', needs: 'lis.specimens.specimen.keep' },
] as const

/** A page of the specimens, with the way to the others above it. */
export function LabPage(props: {
  title: string
  detail?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const { may } = useAssembly()
  const here = useLocation({ select: (location) => location.pathname })
  return (
    <Page
      {...props}
      banner={
        <nav className={css.strip} aria-label={t('specimens')}>
          {SECTIONS.filter((each) => may.includes(each.needs)).map((each) => (
            <Link
              key={each.to}
              to={each.to as never}
              activeOptions={{ exact: true, includeSearch: false }}
              aria-current={here.startsWith(each.to) ? 'page' : undefined}
            >
              {t(each.label)}
            </Link>
          ))}
        </nav>
      }
    />
  )
}
