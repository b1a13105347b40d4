import { useQuery } from '@tanstack/react-query'
import {
  hisBillingBillOptions,
  hisBillingBillQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisBillingPrintTransfer } from '@/kernel/api/sdk.gen'
import type { BillTransferOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Alert, Dim, PrintButton, showMoney } from '@/kernel/ui'
import { t } from '../text'
import css from './billing.module.css'

/** A QR that waits for its money; the account moves by itself when the bank tells. */
export function QrCode({ code }: { code: BillTransferOut }) {
  const path = { encounter_id: code.encounter_id }
  const { data: bill } = useQuery(hisBillingBillOptions({ path }))
  useLive([`bill:${code.encounter_id}`], [hisBillingBillQueryKey({ path })])
  const paid = bill?.payments.some(
    (each) => each.method === 'transfer' && each.at > code.made_at && each.amount === code.amount,
  )
  return (
    <div className={css.acts}>
      {paid ? (
        <Alert weight="info">{t(code.deposit ? 'qrLeft' : 'qrPaid')}</Alert>
      ) : (
        <>
          <img
            className={css.qr}
            alt={code.payload}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(code.svg)}`}
          />
          <span className={css.due}>{showMoney(code.amount)}</span>
          <span>
            {t('purpose')}: <span className={css.code}>{code.code}</span>
          </span>
          <Dim>{t('qrWaiting')}</Dim>
          <PrintButton
            hotkey={null}
            pdf={() =>
              hisBillingPrintTransfer({
                path: { request_id: code.id },
                parseAs: 'blob',
              }).then((r) => r.data as Blob)
            }
          >
            {t('printQr')}
          </PrintButton>
        </>
      )}
    </div>
  )
}
