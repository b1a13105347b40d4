import type { DrugPayment } from '@/kernel/api/types.gen'
import { Status, showMoney } from '@/kernel/ui'
import { t } from '../text'

/** Whether what was picked is paid; nothing where nothing was picked. */
export function Paid({ of: row }: { of: { payment: DrugPayment; unpaid: string } }) {
  if (row.payment === 'unpaid')
    return <Status tone="red">{t('unpaid', { amount: showMoney(row.unpaid) })}</Status>
  if (row.payment === 'paid') return <Status tone="green">{t('paid')}</Status>
  if (row.payment === 'free') return <Status tone="grey">{t('free')}</Status>
  return null
}
