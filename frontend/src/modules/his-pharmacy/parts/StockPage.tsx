import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { Page } from '@/kernel/ui'
import { t } from '../text'
import css from './pharmacy.module.css'

const SECTIONS = [
  { to: '/pharmacy/stock', label: 'onHand', needs: 'his.pharmacy.stock.read' },
  { to: '/pharmacy/receive', label: 'receive', needs: 'his.pharmacy.delivery.receive' },
  { to: '/pharmacy/transfer', label: 'transfer', needs: 'his.pharmacy.stock.transfer' },
  { to: '/pharmacy/papers', label: 'papers', needs: 'his.pharmacy.stock.read' },
  { to: '/pharmacy/counts', label: 'counts', needs: 'his.pharmacy.stock.read' },
  { to: '/pharmacy/recalls', label: 'recalls', needs: 'his.pharmacy.stock.read' },
  { to: '/pharmacy/reports', label: 'reports', needs: 'his.pharmacy.stock.read' },
] as const

/** A page of the store, with the way to the others above it. */
export function StockPage(props: {
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
        <nav className={css.strip} aria-label={t('stock')}>
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
