import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  hisBillingBillOptions,
  hisBillingBillQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisBillingPrintStatement } from '@/kernel/api/sdk.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { Slot } from '@/kernel/Slot'
import { Button, Page, PrintButton, RefusalNote, Stack } from '@/kernel/ui'
import { BillLines } from '../parts/BillLines'
import css from '../parts/billing.module.css'
import { Collect } from '../parts/Collect'
import { Discounts } from '../parts/Discounts'
import { Ledger } from '../parts/Ledger'
import { PAYER, VISIT } from '../parts/words'
import { t } from '../text'

/** One visit's account: what it costs and why, the money, and the one key that takes it. */
export function Bill() {
  const { encounterId } = useParams({ strict: false }) as { encounterId: string }
  const navigate = useNavigate()
  const mayPrint = useMay('his.billing.print')
  const mayTake = useMay('his.billing.payment.take')
  const path = { encounter_id: encounterId }
  const found = useQuery(hisBillingBillOptions({ path }))
  useLive([`bill:${encounterId}`], [hisBillingBillQueryKey({ path })])
  if (found.error) return <RefusalNote of={refusalOf(found.error)} />
  const bill = found.data
  if (!bill) return null
  return (
    <>
      <Slot name="patient.banner" patientId={bill.patient.id} />
      <Page
        title={t('bill')}
        detail={`${bill.code} · ${PAYER(bill.payer)} · ${VISIT(bill.visit_state)}`}
        actions={
          <>
            {mayPrint && (
              <PrintButton
                hotkey={null}
                pdf={() =>
                  hisBillingPrintStatement({ path, parseAs: 'blob' }).then((r) => r.data as Blob)
                }
              >
                {t('printStatement')}
              </PrintButton>
            )}
            {mayTake && (
              <Button quiet hotkey="Alt+L" onClick={() => navigate({ to: '/billing' })}>
                {t('back')}
              </Button>
            )}
          </>
        }
      >
        <div className={css.bill}>
          <Stack>
            <BillLines bill={bill} />
            <Ledger bill={bill} />
          </Stack>
          <Stack>
            <Collect key={bill.encounter_id} bill={bill} />
            <Discounts bill={bill} />
          </Stack>
        </div>
      </Page>
    </>
  )
}
