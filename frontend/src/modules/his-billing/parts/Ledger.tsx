import { useState } from 'react'
import { hisBillingPrintInvoice } from '@/kernel/api/sdk.gen'
import type { BillOut, InvoiceOut, PaymentOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Money, Panel, PrintButton, Status, Table, Time } from '@/kernel/ui'
import { t } from '../text'
import { ReversePanel } from './ReversePanel'
import { SlipButton } from './SlipButton'
import { METHOD } from './words'

/** The visit's invoices and what money moved; nothing here is ever changed. */
export function Ledger({ bill }: { bill: BillOut }) {
  const mayRefund = useMay('his.billing.payment.refund')
  const mayPrint = useMay('his.billing.print')
  const [reversing, setReversing] = useState<InvoiceOut>()
  if (bill.invoices.length === 0 && bill.payments.length === 0) return null
  return (
    <>
      {bill.invoices.length > 0 && (
        <Panel title={t('invoices')} flush>
          <Table<InvoiceOut>
            label={t('invoices')}
            rows={bill.invoices}
            keyOf={(row) => row.id}
            columns={[
              { head: t('invoice'), show: (row) => <Number_ of={row} />, phone: 'title' },
              { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
              { head: t('cashierName'), show: (row) => row.by_name },
              { head: t('rounding'), show: (row) => <Money of={row.rounding} />, align: 'right' },
              { head: t('total'), show: (row) => <Money of={row.total} strong />, align: 'right' },
            ]}
            actions={(row) => (
              <>
                {mayPrint && (
                  <PrintButton
                    small
                    hotkey={null}
                    pdf={() =>
                      hisBillingPrintInvoice({
                        path: { invoice_id: row.id },
                        parseAs: 'blob',
                      }).then((r) => r.data as Blob)
                    }
                  >
                    {t('print')}
                  </PrintButton>
                )}
                {mayRefund && row.kind === 'invoice' && stands(bill, row) && (
                  <Button small quiet onClick={() => setReversing(row)}>
                    {t('reverse')}
                  </Button>
                )}
              </>
            )}
          />
        </Panel>
      )}
      {bill.payments.length > 0 && (
        <Panel title={t('payments')} flush>
          <Table<PaymentOut>
            label={t('payments')}
            rows={bill.payments}
            keyOf={(row) => row.id}
            columns={[
              { head: t('slip'), show: (row) => row.code, phone: 'title' },
              { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
              {
                head: t('method'),
                show: (row) => (
                  <>
                    {METHOD(row.method)}{' '}
                    <Dim>
                      {row.kind === 'deposit'
                        ? t('deposits')
                        : row.kind === 'refund'
                          ? t('refund')
                          : row.reason}
                    </Dim>
                  </>
                ),
              },
              { head: t('cashierName'), show: (row) => row.by_name },
              {
                head: t('amount'),
                show: (row) => <Money of={row.amount} strong />,
                align: 'right',
                nowrap: true,
              },
            ]}
            actions={(row) => row.kind !== 'payment' && <SlipButton small payment={row.id} />}
          />
        </Panel>
      )}
      {reversing && (
        <ReversePanel bill={bill} invoice={reversing} onClose={() => setReversing(undefined)} />
      )}
    </>
  )
}

function Number_({ of: row }: { of: InvoiceOut }) {
  return (
    <>
      {row.code} {row.kind === 'reversal' && <Status tone="amber">{t('reversal')}</Status>}{' '}
      {row.einvoice === 'issued' && <Dim>{t('einvoice', { number: row.einvoice_number })}</Dim>}
      {row.einvoice === 'waiting' && <Dim>{t('einvoiceWaiting')}</Dim>}
    </>
  )
}

/** Whether anything of an invoice has not been reversed yet. */
function stands(bill: BillOut, invoice: InvoiceOut): boolean {
  return bill.charges.some((each) => each.invoice_id === invoice.id)
}
