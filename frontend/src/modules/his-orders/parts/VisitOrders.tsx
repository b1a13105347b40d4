import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisEncountersHeaderOptions,
  hisOrdersOfEncounterOptions,
  hisOrdersOfEncounterQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisOrdersCancel, hisOrdersPrintOrders } from '@/kernel/api/sdk.gen'
import type { OrderWithReports } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import { Button, DangerPanel, Dim, Money, Panel, PrintButton, Status } from '@/kernel/ui'
import { t } from '../text'
import { Basket } from './Basket'
import { flagOf } from './flags'
import { TONE } from './state'
import css from './visit-orders.module.css'

/** A visit's orders with their answers, and the basket that places more. */
export function VisitOrders({ encounterId }: { encounterId: string; patientId: string }) {
  const path = { encounter_id: encounterId }
  const encounter = useQuery(hisEncountersHeaderOptions({ path }))
  const open = encounter.data?.state === 'in_progress' || encounter.data?.state === 'waiting'
  const mayPlace = useMay('his.orders.order.place') && open
  const mayPrint = useMay('his.orders.form.print')
  const found = useQuery(hisOrdersOfEncounterOptions({ path }))
  useLive(['orders', 'results'], [hisOrdersOfEncounterQueryKey({ path })])
  const [ending, setEnding] = useState<OrderWithReports>()
  const cancel = useSubmit(
    ({ id, reason }: { id: string; reason: string }, headers) =>
      hisOrdersCancel({ path: { order_id: id }, body: { reason }, headers }),
    { done: () => setEnding(undefined) },
  )
  const orders = found.data?.items ?? []
  return (
    <Panel
      title={t('orders')}
      actions={
        mayPrint &&
        orders.length > 0 && (
          <PrintButton
            small
            hotkey={null}
            title={t('printOrders')}
            pdf={() =>
              hisOrdersPrintOrders({
                path,
                query: { language: language() },
                parseAs: 'blob',
              }).then((answer) => answer.data as Blob)
            }
          />
        )
      }
    >
      {orders.length === 0 && <Dim>{t('none')}</Dim>}
      <ul className={css.orders}>
        {orders.map((order) => (
          <li key={order.id}>
            <div className={css.line}>
              <span className={css.name}>
                {order.reports.length > 0 ? (
                  <Link to={`/results/${order.id}`}>{order.service_name}</Link>
                ) : (
                  order.service_name
                )}
                {order.quantity > 1 && ` × ${order.quantity}`}
                {order.urgency !== 'routine' && <Status tone="red">{t(order.urgency)}</Status>}
              </span>
              <Status tone={TONE[order.state]}>{t(order.state)}</Status>
              {mayPlace && (order.state === 'placed' || order.state === 'accepted') && (
                <Button small quiet onClick={() => setEnding(order)}>
                  {t('end')}
                </Button>
              )}
            </div>
            <Answer of={order} />
            {order.ended_reason && <Dim>{order.ended_reason}</Dim>}
          </li>
        ))}
      </ul>
      {mayPlace && <Basket encounterId={encounterId} />}
      {orders.length > 0 && (
        <p>
          {t('total')}: <Money of={found.data?.total ?? '0'} />
        </p>
      )}
      {ending && (
        <DangerPanel
          open
          title={t('cancel')}
          verb={t('cancel')}
          before={`${ending.service_name}: ${t(ending.state)}`}
          after={`${ending.service_name}: ${t('cancelled')}`}
          busy={cancel.busy}
          refusal={cancel.refusal}
          onAct={(reason) => cancel.submit({ id: ending.id, reason })}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

/** The last answer: what is not as usual stands out. */
function Answer({ of }: { of: OrderWithReports }) {
  const last = of.reports.at(-1)
  if (!last) return null
  const flag = flagOf(last)
  return (
    <div className={css.result} data-flag={flag || undefined}>
      {flag && <Status tone={flag.length > 1 ? 'red' : 'amber'}>{flag}</Status>}
      {last.text}
    </div>
  )
}
