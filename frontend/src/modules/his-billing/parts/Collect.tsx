import { useEffect, useRef, useState } from 'react'
import { hisBillingPayDebt, hisBillingPrintInvoice, hisBillingSettle } from '@/kernel/api/sdk.gen'
import type { BillOut, BillTenderIn } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Panel, PrintButton, RefusalNote, showMoney } from '@/kernel/ui'
import { IconCash, IconQrcode } from '@/kernel/ui/icons'
import { t } from '../text'
import css from './billing.module.css'
import { DepositPanel } from './DepositPanel'
import { PayOutPanel } from './PayOutPanel'
import { QrPanel } from './QrPanel'
import { TendersPanel } from './TendersPanel'

type Asked = { tenders: BillTenderIn[]; owing?: boolean }

/** What is due, and the keys that take it: Enter or F9 the exact cash, F8 a QR. */
export function Collect({ bill }: { bill: BillOut }) {
  const may = useMay('his.billing.payment.take')
  const [open, setOpen] = useState<'qr' | 'ways' | 'deposit' | 'back'>()
  const box = useRef<HTMLDivElement>(null)
  const path = { encounter_id: bill.encounter_id }
  const isDebt = Number(bill.open) === 0 && Number(bill.owed) > 0
  const anyOpen = bill.charges.some((each) => each.state === 'open')
  const due = isDebt ? bill.owed : wholeDong(bill)
  const settle = useSubmit(
    (asked: Asked, headers) =>
      hisBillingSettle({ path, body: { version: bill.version, ...asked }, headers }),
    { done: () => setOpen(undefined) },
  )
  const debt = useSubmit(
    (asked: Asked, headers) =>
      hisBillingPayDebt({
        path,
        body: { version: bill.version, tenders: asked.tenders },
        headers,
      }),
    { done: () => setOpen(undefined) },
  )
  const act = isDebt ? debt : settle
  const payable = isDebt || anyOpen
  // The exact cash is what one usually takes: Enter presses it at once.
  useEffect(() => {
    if (may && payable) box.current?.querySelector('button')?.focus()
  }, [may, payable])
  const made = settle.done
  return (
    <Panel title={t('due')}>
      <div className={css.acts} ref={box}>
        <span className={css.due}>{showMoney(bill.due)}</span>
        {Number(bill.rounding) !== 0 && <Dim>{`${t('rounding')} ${showMoney(bill.rounding)}`}</Dim>}
        {Number(bill.deposit) > 0 && <Dim>{t('deposit', { amount: showMoney(bill.deposit) })}</Dim>}
        {made && (
          <>
            <Alert weight="info">
              {t('taken', { amount: showMoney(made.total), code: made.code })}
            </Alert>
            <PrintButton
              pdf={() =>
                hisBillingPrintInvoice({
                  path: { invoice_id: made.id },
                  query: { narrow: true },
                  parseAs: 'blob',
                }).then((r) => r.data as Blob)
              }
            >
              {t('print')}
            </PrintButton>
          </>
        )}
        {!payable && !made && <Dim>{t('nothingDue')}</Dim>}
        {may && payable && (
          <>
            <Button
              primary
              icon={IconCash}
              hotkey="F9"
              busy={act.busy}
              onClick={() =>
                act.submit({
                  tenders: Number(due) > 0 ? [{ method: 'cash', amount: due }] : [],
                })
              }
            >
              {Number(due) > 0 ? t('takeCash', { amount: showMoney(due) }) : t('confirmZero')}
            </Button>
            {Number(due) > 0 && (
              <>
                <Button icon={IconQrcode} hotkey="F8" onClick={() => setOpen('qr')}>
                  {t('qr')}
                </Button>
                <Button hotkey="F10" onClick={() => setOpen('ways')}>
                  {t('otherWays')}
                </Button>
              </>
            )}
          </>
        )}
        {may && (
          <Button quiet onClick={() => setOpen('deposit')}>
            {t('leaveDeposit')}
          </Button>
        )}
        {may && Number(bill.deposit) > 0 && (
          <Button quiet onClick={() => setOpen('back')}>
            {t('payOut')}
          </Button>
        )}
        <RefusalNote of={act.refusal} />
      </div>
      {open === 'qr' && <QrPanel bill={bill} onClose={() => setOpen(undefined)} />}
      {open === 'ways' && (
        <TendersPanel
          due={due}
          deposit={bill.deposit}
          isDebt={isDebt}
          act={act}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'deposit' && (
        <DepositPanel encounterId={bill.encounter_id} onClose={() => setOpen(undefined)} />
      )}
      {open === 'back' && <PayOutPanel bill={bill} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}

/** The open lines in whole dong: what the server adds to their exact sum is the rounding. */
export function wholeDong(bill: Pick<BillOut, 'open' | 'rounding'>): string {
  const cents = toCents(bill.open) + toCents(bill.rounding)
  return String(cents / 100n)
}

function toCents(amount: string): bigint {
  const [whole = '0', part = ''] = amount.replace('-', '').split('.')
  const cents = BigInt(whole) * 100n + BigInt(`${part}00`.slice(0, 2))
  return amount.startsWith('-') ? -cents : cents
}
