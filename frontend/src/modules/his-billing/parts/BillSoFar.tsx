import { useQuery } from '@tanstack/react-query'
import {
  hisBillingBillOptions,
  hisBillingBillQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Facts, Money, Panel } from '@/kernel/ui'
import { t } from '../text'

/** What the visit costs so far, beside the doctor's orders. */
export function BillSoFar({ encounterId }: { encounterId: string; patientId: string }) {
  const path = { encounter_id: encounterId }
  const found = useQuery({ ...hisBillingBillOptions({ path }), retry: false })
  useLive([`bill:${encounterId}`], [hisBillingBillQueryKey({ path })])
  const bill = found.data
  if (!bill) return null
  return (
    <Panel title={t('billSoFar')}>
      <Facts
        of={[
          { label: t('gross'), value: <Money of={bill.sums.gross} /> },
          { label: t('insurer'), value: <Money of={bill.sums.insurer} /> },
          { label: t('patientPart'), value: <Money of={bill.sums.patient} strong /> },
          { label: t('due'), value: <Money of={bill.due} /> },
        ]}
      />
    </Panel>
  )
}
