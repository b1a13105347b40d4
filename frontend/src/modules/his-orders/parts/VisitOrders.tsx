import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisEncountersHeaderOptions,
  hisOrdersOfEncounterOptions,
  hisOrdersOfEncounterQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisCatalogsSearch, hisOrdersCancel, hisOrdersPlace } from '@/kernel/api/sdk.gen'
import type { EntryOut, OrderIn, OrderWithReports } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Money,
  Panel,
  Picker,
  RefusalNote,
  Status,
  showMoney,
} from '@/kernel/ui'
import { t } from '../text'
import { TONE } from './state'
import css from './visit-orders.module.css'

/** A visit's orders with their answers, and the field that places one more. */
export function VisitOrders({ encounterId }: { encounterId: string; patientId: string }) {
  const path = { encounter_id: encounterId }
  const encounter = useQuery(hisEncountersHeaderOptions({ path }))
  const open = encounter.data?.state === 'in_progress' || encounter.data?.state === 'waiting'
  const mayPlace = useMay('his.orders.order.place') && open
  const found = useQuery(hisOrdersOfEncounterOptions({ path }))
  useLive(['orders'], [hisOrdersOfEncounterQueryKey({ path })])
  const [ending, setEnding] = useState<OrderWithReports>()
  const place = useSubmit((body: OrderIn, headers) => hisOrdersPlace({ path, body, headers }))
  const cancel = useSubmit(
    ({ id, reason }: { id: string; reason: string }, headers) =>
      hisOrdersCancel({ path: { order_id: id }, body: { reason }, headers }),
    { done: () => setEnding(undefined) },
  )
  const orders = found.data?.items ?? []
  const total = found.data?.total ?? '0.00'
  return (
    <Panel title={t('orders')}>
      {orders.length === 0 && <Dim>{t('none')}</Dim>}
      <ul className={css.orders}>
        {orders.map((order) => (
          <li key={order.id}>
            <div className={css.line}>
              <span className={css.name}>{order.service_name}</span>
              <Status tone={TONE[order.state]}>{t(order.state)}</Status>
              {mayPlace && (order.state === 'placed' || order.state === 'accepted') && (
                <Button small quiet onClick={() => setEnding(order)}>
                  {t('end')}
                </Button>
              )}
            </div>
            {order.reports.length > 0 && (
              <div className={css.result}>{order.reports.at(-1)?.text}</div>
            )}
            {order.ended_reason && <Dim>{order.ended_reason}</Dim>}
          </li>
        ))}
      </ul>
      {mayPlace && (
        <Picker<EntryOut>
          label={t('add')}
          list="service"
          value={null}
          onChange={(entry) => entry && place.submit({ service_code: entry.code })}
          keepOpen
          line={(entry) => ({
            key: entry.id,
            code: entry.code,
            name: entry.name,
            extra: entry.facts.price ? showMoney(String(entry.facts.price)) : undefined,
          })}
          search={(q, signal) =>
            hisCatalogsSearch({ path: { list_id: 'service' }, query: { q }, signal }).then(
              (answer) => answer.data.items,
            )
          }
        />
      )}
      <RefusalNote of={place.refusal} />
      {total !== '0.00' && (
        <p>
          {t('total')}: <Money of={total} />
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
