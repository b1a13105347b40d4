import { useState } from 'react'
import { hisPharmacyPaperList } from '@/kernel/api/sdk.gen'
import type { StockPaperKind, StockPaperOut } from '@/kernel/api/types.gen'
import { Money, Status, Time, Worklist } from '@/kernel/ui'
import { PaperPanel } from '../parts/PaperPanel'
import { StockPage } from '../parts/StockPage'
import { PAPER, paperState } from '../parts/state'
import { t } from '../text'

const KINDS: StockPaperKind[] = ['receipt', 'transfer', 'supplier_return', 'write_off']

/** Every paper behind the ledger, the latest first. */
export function Papers() {
  const [open, setOpen] = useState<StockPaperOut>()
  return (
    <StockPage title={t('papers')}>
      <Worklist<StockPaperOut>
        list="his.pharmacy.papers"
        label={t('papers')}
        live={['stock']}
        empty={t('noPapers')}
        load={(asked, signal) =>
          hisPharmacyPaperList({
            query: { kind: (asked.kind as StockPaperKind) || undefined, after: asked.after },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'kind',
            label: t('kind'),
            start: 'receipt',
            choices: KINDS.map((value) => ({ value, label: t(value) })),
          },
        ]}
        columns={[
          { head: t('code'), show: (row) => row.code, phone: 'title', nowrap: true },
          { head: t('store'), show: (row) => row.store_name },
          {
            head: `${t('toStore')} / ${t('supplier')}`,
            show: (row) => row.to_store_name || row.supplier_name,
          },
          { head: t('invoice'), show: (row) => row.invoice_no, phone: 'hide' },
          { head: t('amount'), align: 'right', show: (row) => <Money of={row.total} /> },
          { head: t('madeAt'), show: (row) => <Time at={row.made_at} />, nowrap: true },
          { head: t('by'), show: (row) => row.made_by_name, phone: 'hide' },
          {
            head: t('state'),
            width: '1%',
            show: (row) => <Status tone={PAPER[row.state]}>{paperState(row.state)}</Status>,
          },
        ]}
        onOpen={setOpen}
      />
      {open && <PaperPanel key={open.id} id={open.id} onClose={() => setOpen(undefined)} />}
    </StockPage>
  )
}
