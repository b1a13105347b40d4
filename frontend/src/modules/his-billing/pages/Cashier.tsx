import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  hisBillingCurrentShiftOptions,
  hisBillingCurrentShiftQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisBillingWaiting } from '@/kernel/api/sdk.gen'
import type { BillListed } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Button, Dim, Money, Page, Status, showMoney, Waiting, Worklist } from '@/kernel/ui'
import { OpenShift } from '../parts/OpenShift'
import { PAYER, VISIT } from '../parts/words'
import { t } from '../text'

/**
 * Who has to pay, the longest waiting first. Enter opens the bill, Enter there takes the cash.
 * A name or code is looked for everywhere, also among those who have paid.
 */
export function Cashier() {
  const navigate = useNavigate()
  const mayShift = useMay('his.billing.shift.work')
  const current = useQuery({ ...hisBillingCurrentShiftOptions(), enabled: mayShift })
  useLive(['shifts', 'bills'], [hisBillingCurrentShiftQueryKey()])
  const shift = current.data?.shift
  return (
    <Page
      title={t('cashier')}
      detail={
        shift
          ? t('shiftNow', { code: shift.code, amount: showMoney(shift.expected_now) })
          : undefined
      }
      actions={
        shift && (
          <Button quiet onClick={() => navigate({ to: '/billing/shift' })}>
            {t('toShift')}
          </Button>
        )
      }
    >
      {current.data && !shift && <OpenShift />}
      <Worklist<BillListed>
        list="his.billing.waiting"
        label={t('waiting')}
        live={['bills']}
        load={(asked, signal) =>
          hisBillingWaiting({
            query: {
              q: (asked.q as string) ?? '',
              state: asked.q ? 'all' : (asked.state as string) || 'all',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.encounter_id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            start: 'waiting',
            choices: [
              { value: 'waiting', label: t('waiting') },
              { value: 'done', label: t('done') },
            ],
          },
          { name: 'q', label: t('find'), kind: 'text' },
        ]}
        empty={t('nobody')}
        columns={[
          {
            head: t('patient'),
            show: (row) => (
              <>
                {row.patient.name} <Dim>{say(row.patient.age)}</Dim>
              </>
            ),
            phone: 'title',
          },
          { head: t('visit'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('payer'), show: (row) => PAYER(row.payer), width: '1%', nowrap: true },
          { head: t('state'), show: (row) => <State of={row} /> },
          {
            head: t('due'),
            show: (row) => <Money of={row.due} strong />,
            align: 'right',
            nowrap: true,
          },
          {
            head: t('waits'),
            show: (row) => (row.waiting ? <Waiting since={row.waiting_since} /> : null),
            width: '1%',
            nowrap: true,
          },
        ]}
        onOpen={(row) => navigate({ to: `/billing/${row.encounter_id}` })}
      />
    </Page>
  )
}

function State({ of: row }: { of: BillListed }) {
  if (Number(row.refundable) > 0)
    return <Status tone="amber">{t('toRefund', { amount: showMoney(row.refundable) })}</Status>
  if (row.stale) return <Status tone="amber">{t('stale')}</Status>
  if (Number(row.owed) > 0)
    return <Status tone="red">{t('owes', { amount: showMoney(row.owed) })}</Status>
  if (Number(row.deposit) > 0 && Number(row.due) === 0 && row.waiting)
    return <Status tone="blue">{t('toGiveBack', { amount: showMoney(row.deposit) })}</Status>
  return (
    <Dim>
      {VISIT(row.visit_state)}
      {Number(row.deposit) > 0 && ` · ${t('deposit', { amount: showMoney(row.deposit) })}`}
    </Dim>
  )
}
