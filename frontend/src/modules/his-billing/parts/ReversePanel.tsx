import { useState } from 'react'
import { hisBillingReverse } from '@/kernel/api/sdk.gen'
import type { BillOut, InvoiceOut, InvoiceReverseIn, PaymentMethod } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Check, DangerPanel, Money, Select, showMoney } from '@/kernel/ui'
import { t } from '../text'

/** Money goes back only by a reversal that carries the original's number and a reason. */
export function ReversePanel(props: { bill: BillOut; invoice: InvoiceOut; onClose: () => void }) {
  const { bill, invoice, onClose } = props
  const lines = bill.charges.filter((each) => each.invoice_id === invoice.id)
  const withdrawn = lines.filter((each) => each.withdrawn_reason !== '')
  const [only, setOnly] = useState(withdrawn.length > 0)
  const [again, setAgain] = useState(bill.stale || withdrawn.length > 0)
  const [back, setBack] = useState<PaymentMethod>('cash')
  const act = useSubmit(
    (body: InvoiceReverseIn, headers) =>
      hisBillingReverse({ path: { encounter_id: bill.encounter_id }, body, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('reverseTitle', { code: invoice.code })}
      verb={t('reverse')}
      before={<Money of={invoice.total} />}
      after={
        <>
          <p>{only ? t('reverseLines') : t('reverseAll', { amount: showMoney(invoice.total) })}</p>
          {again && <p>{t('reverseAgain')}</p>}
        </>
      }
      busy={act.busy}
      refusal={act.refusal}
      onClose={onClose}
      onAct={(reason) =>
        act.submit({
          version: bill.version,
          invoice_id: invoice.id,
          charge_ids: only ? withdrawn.map((each) => each.id) : null,
          reason,
          give_back: back,
          again,
        })
      }
    >
      {withdrawn.length > 0 && withdrawn.length < lines.length && (
        <Check label={t('withdrawnOnly')} value={only} onChange={setOnly} />
      )}
      <Check label={t('again')} value={again} onChange={setAgain} />
      <Select
        label={t('giveBack')}
        value={back}
        onChange={(value) => setBack((value ?? 'cash') as PaymentMethod)}
        choices={[
          { value: 'cash', label: t('cash') },
          { value: 'card', label: t('card') },
          { value: 'transfer', label: t('transfer') },
          { value: 'deposit', label: t('keepAsDeposit') },
        ]}
      />
    </DangerPanel>
  )
}
