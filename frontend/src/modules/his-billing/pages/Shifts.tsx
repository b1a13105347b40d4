import { useNavigate } from '@tanstack/react-router'
import {
  hisBillingAcceptShift,
  hisBillingAllShifts,
  hisBillingDecide,
  hisBillingDiscounts,
} from '@/kernel/api/sdk.gen'
import type { CashShiftOut, DiscountOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Money, Page, Panel, RefusalNote, Stack, Time, Worklist } from '@/kernel/ui'
import { plain } from '../parts/BillLines'
import { ClosedAt } from '../parts/ClosedAt'
import { t } from '../text'

/** For who oversees: discounts that wait for a second person, everybody's shifts. */
export function Shifts() {
  const mayDecide = useMay('his.billing.discount.approve')
  const maySee = useMay('his.billing.shift.oversee')
  return (
    <Page title={t('allShifts')}>
      <Stack>
        {mayDecide && <Decisions />}
        {maySee && <All />}
      </Stack>
    </Page>
  )
}

function Decisions() {
  const navigate = useNavigate()
  const decide = useSubmit(({ id, approved }: { id: string; approved: boolean }, headers) =>
    hisBillingDecide({ path: { discount_id: id }, body: { approved }, headers }),
  )
  return (
    <Panel title={t('discountsWaiting')} flush>
      <RefusalNote of={decide.refusal} />
      <Worklist<DiscountOut>
        list="his.billing.discounts"
        label={t('discountsWaiting')}
        live={['bills']}
        load={(asked, signal) =>
          hisBillingDiscounts({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noDiscounts')}
        onOpen={(row) => navigate({ to: `/billing/${row.encounter_id}` })}
        columns={[
          { head: t('percent'), show: (row) => `${plain(row.percent)}%`, width: '1%' },
          { head: t('reason'), show: (row) => row.reason, phone: 'title' },
          { head: t('who'), show: (row) => row.asked_by_name },
          { head: t('at'), show: (row) => <Time at={row.asked_at} /> },
        ]}
        actions={(row) => (
          <>
            <Button small onClick={() => decide.submit({ id: row.id, approved: true })}>
              {t('approve')}
            </Button>
            <Button small quiet onClick={() => decide.submit({ id: row.id, approved: false })}>
              {t('refuse')}
            </Button>
          </>
        )}
      />
    </Panel>
  )
}

function All() {
  const accept = useSubmit((id: string, headers) =>
    hisBillingAcceptShift({ path: { shift_id: id }, headers }),
  )
  return (
    <Panel title={t('allShifts')} flush>
      <RefusalNote of={accept.refusal} />
      <Worklist<CashShiftOut>
        list="his.billing.shifts"
        label={t('allShifts')}
        live={['shifts']}
        load={(asked, signal) =>
          hisBillingAllShifts({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        columns={[
          { head: t('shiftCode'), show: (row) => row.code, phone: 'title' },
          { head: t('cashierName'), show: (row) => row.cashier_name },
          { head: t('opened'), show: (row) => <Time at={row.opened_at} /> },
          { head: t('closed'), show: (row) => <ClosedAt of={row} /> },
          {
            head: t('counted'),
            show: (row) => row.counted && <Money of={row.counted} />,
            align: 'right',
          },
          {
            head: t('difference'),
            show: (row) =>
              row.difference && (
                <>
                  <Money of={row.difference} strong /> <Dim>{row.difference_reason}</Dim>
                </>
              ),
            align: 'right',
          },
          { head: t('accepted'), show: (row) => row.accepted_by_name },
        ]}
        actions={(row) =>
          row.state === 'closed' && (
            <Button small onClick={() => accept.submit(row.id)}>
              {t('accept')}
            </Button>
          )
        }
      />
    </Panel>
  )
}
