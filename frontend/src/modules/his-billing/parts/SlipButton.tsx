import { hisBillingPrintPayment } from '@/kernel/api/sdk.gen'
import { useMay } from '@/kernel/may'
import { PrintButton } from '@/kernel/ui'
import { t } from '../text'

/** The slip of money that came in or went out. */
export function SlipButton({ payment, small }: { payment: string; small?: boolean }) {
  const may = useMay('his.billing.print')
  if (!may) return null
  return (
    <PrintButton
      small={small}
      hotkey={small ? null : undefined}
      pdf={() =>
        hisBillingPrintPayment({ path: { payment_id: payment }, parseAs: 'blob' }).then(
          (r) => r.data as Blob,
        )
      }
    >
      {t('printSlip')}
    </PrintButton>
  )
}
