import { useState } from 'react'
import { hisPharmacyStockItems } from '@/kernel/api/sdk.gen'
import type { StockItemLine } from '@/kernel/api/types.gen'
import { Dim, Status, Worklist } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { ItemPanel } from '../parts/ItemPanel'
import { show, units } from '../parts/quantity'
import { StockPage } from '../parts/StockPage'
import { useStores } from '../parts/useStores'
import { t } from '../text'

/** What the pharmacy keeps, and how much of it there is. */
export function Stock() {
  const { choices } = useStores()
  const [open, setOpen] = useState<StockItemLine>()
  return (
    <StockPage title={t('onHand')}>
      <Worklist<StockItemLine>
        list="his.pharmacy.items"
        label={t('onHand')}
        live={['stock']}
        empty={t('noItems')}
        load={(asked, signal) =>
          hisPharmacyStockItems({
            query: {
              q: asked.q as string | undefined,
              store_id: (asked.store as string) || undefined,
              after: asked.after,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          { name: 'q', label: t('searchItem'), kind: 'text' },
          { name: 'store', label: t('allStores'), choices, list: true },
        ]}
        columns={[
          {
            head: t('item'),
            phone: 'title',
            show: (row) => (
              <>
                {row.name} <Dim>{row.code}</Dim>
              </>
            ),
          },
          {
            head: t('quantityNow'),
            align: 'right',
            show: (row) => (
              <>
                <b>{show(row.quantity)}</b> {row.unit}
              </>
            ),
            nowrap: true,
          },
          {
            head: t('inPacks'),
            show: (row) => <Dim>{row.packs.length ? row.in_packs : ''}</Dim>,
            phone: 'hide',
          },
          {
            head: t('unusable'),
            align: 'right',
            show: (row) =>
              units(row.unusable) > 0n ? <Status tone="red">{show(row.unusable)}</Status> : null,
          },
          {
            head: t('firstExpiry'),
            show: (row) => row.first_expiry && showDate(row.first_expiry),
            nowrap: true,
          },
          {
            head: t('minimum'),
            align: 'right',
            phone: 'hide',
            show: (row) =>
              row.minimum === null ? null : units(row.quantity) <= units(row.minimum) ? (
                <Status tone="amber">{show(row.minimum)}</Status>
              ) : (
                show(row.minimum)
              ),
          },
          { head: t('place'), show: (row) => row.place, phone: 'hide' },
        ]}
        onOpen={setOpen}
      />
      {open && <ItemPanel key={open.id} item={open} onClose={() => setOpen(undefined)} />}
    </StockPage>
  )
}
