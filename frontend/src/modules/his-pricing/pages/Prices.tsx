import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisPricingPrices } from '@/kernel/api/sdk.gen'
import type { PayerClass, PriceKind, PriceOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Download, Money, Page, Worklist } from '@/kernel/ui'
import { ImportPrices } from '../parts/ImportPrices'
import { PricePanel } from '../parts/PricePanel'
import { t } from '../text'

const PAYERS: PayerClass[] = ['bhyt', 'self_pay', 'service']
const KINDS: PriceKind[] = ['service', 'drug', 'supply']

/** What holds today, by class of payers; Enter opens a thing's history. */
export function Prices() {
  const may = useMay('his.pricing.price.set')
  const [open, setOpen] = useState<PriceOut>()
  const [importing, setImporting] = useState(false)
  const { payer = 'bhyt' }: { payer?: PayerClass } = useSearch({ strict: false })
  return (
    <Page
      title={t('prices')}
      actions={
        <>
          <Download href={`/api/pricing/export?payer=${payer}`}>{t('csv')}</Download>
          <Download href={`/api/pricing/export?payer=${payer}&xlsx=true`}>{t('xlsx')}</Download>
          {may && <Button onClick={() => setImporting(true)}>{t('importFile')}</Button>}
        </>
      }
    >
      <Worklist<PriceOut>
        list="his.pricing.prices"
        label={t('prices')}
        live={['prices']}
        load={(asked, signal) =>
          hisPricingPrices({
            query: {
              payer: asked.payer as PayerClass,
              kind: (asked.kind as PriceKind) || undefined,
              q: (asked.q as string) ?? '',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'payer',
            label: t('payer'),
            start: 'bhyt',
            always: true,
            choices: PAYERS.map((value) => ({ value, label: t(value) })),
          },
          {
            name: 'kind',
            label: t('kind'),
            choices: KINDS.map((value) => ({ value, label: t(`kind_${value}`) })),
          },
          { name: 'q', label: t('find'), kind: 'text' },
        ]}
        columns={[
          { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('name'), show: (row) => row.name, phone: 'title' },
          { head: t('price'), show: (row) => <Money of={row.unit_price} />, align: 'right' },
          { head: t('insured'), show: (row) => <Insured of={row} />, align: 'right' },
          {
            head: t('rate'),
            show: (row) => (Number(row.unit_price_bh) > 0 ? String(Number(row.rate_bh)) : null),
            align: 'right',
          },
          { head: t('since'), show: (row) => row.valid_from.split('-').reverse().join('/') },
        ]}
        onOpen={setOpen}
      />
      {open && <PricePanel key={open.id} of={open} onClose={() => setOpen(undefined)} />}
      {importing && <ImportPrices payer={payer} onClose={() => setImporting(false)} />}
    </Page>
  )
}

function Insured({ of: row }: { of: PriceOut }) {
  if (Number(row.unit_price_bh) > 0) return <Money of={row.unit_price_bh} />
  return row.payer === 'bhyt' ? <Dim>{t('outside')}</Dim> : null
}
