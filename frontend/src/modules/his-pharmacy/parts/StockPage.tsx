import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { Page, Strip } from '@/kernel/ui'
import { t } from '../text'

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
  const items = SECTIONS.filter((each) => may.includes(each.needs)).map(({ to, label }) => ({
    to,
    label: t(label),
  }))
  return <Page {...props} banner={<Strip items={items} label={t('stock')} />} />
}
