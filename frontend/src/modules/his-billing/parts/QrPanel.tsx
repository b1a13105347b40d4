import { useEffect, useRef } from 'react'
import { hisBillingPrintTransfer, hisBillingShowQr } from '@/kernel/api/sdk.gen'
import type { BillOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Dim, PrintButton, RefusalNote, SidePanel, showMoney } from '@/kernel/ui'
import { t } from '../text'
import css from './billing.module.css'

/** A dynamic VietQR for what is due; the bill moves by itself when the bank tells. */
export function QrPanel({ bill, onClose }: { bill: BillOut; onClose: () => void }) {
  const show = useSubmit((version: number, headers) =>
    hisBillingShowQr({ path: { encounter_id: bill.encounter_id }, body: { version }, headers }),
  )
  const asked = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it opens
  useEffect(() => {
    if (!asked.current) show.submit(bill.version)
    asked.current = true
  }, [])
  const code = show.done
  const paid = bill.payments.some(
    (each) => each.method === 'transfer' && later(each.at, code?.made_at),
  )
  return (
    <SidePanel
      open
      title={t('qrTitle', { amount: showMoney(code?.amount ?? bill.due) })}
      onClose={onClose}
    >
      <RefusalNote of={show.refusal} />
      {code && (
        <div className={css.acts}>
          {paid ? (
            <Alert weight="info">{t('qrPaid')}</Alert>
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
      )}
    </SidePanel>
  )
}

function later(at: string, than: string | undefined): boolean {
  return than !== undefined && at > than
}
