import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouter } from '@tanstack/react-router'
import {
  hisOrdersResultOptions,
  hisOrdersResultQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisOrdersCollect,
  hisOrdersPrintResult,
  hisOrdersReceive,
  hisOrdersSeeResult,
} from '@/kernel/api/sdk.gen'
import type { ResultOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Awaited,
  Button,
  Dim,
  Facts,
  Page,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  Stack,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { Alarms } from '../parts/Alarms'
import { Files } from '../parts/Files'
import { Reports } from '../parts/Reports'
import { ResultForm } from '../parts/ResultForm'
import { TONE } from '../parts/state'
import { t } from '../text'

const OPEN = ['placed', 'accepted', 'in_progress', 'partly_reported']

/** One order's result: what was asked, what is entered, what went out, who has seen it. */
export function Result() {
  const { orderId } = useParams({ strict: false }) as { orderId: string }
  const path = { order_id: orderId }
  const found = useQuery(hisOrdersResultOptions({ path }))
  useLive(['orders', 'results', 'critical'], [hisOrdersResultQueryKey({ path })])
  return <Awaited of={found}>{(result) => <One key={orderId} result={result} />}</Awaited>
}

function One({ result }: { result: ResultOut }) {
  const { order } = result
  const path = { order_id: order.id }
  const mayPerform = useMay('his.orders.order.perform')
  const mayCorrect = useMay('his.orders.report.correct')
  const mayPrint = useMay('his.orders.form.print')
  const open = OPEN.includes(order.state)
  const router = useRouter()
  // Seen: back to the list or the visit that one came from, for the next one.
  const see = useSubmit((_: null, headers) => hisOrdersSeeResult({ path, headers }), {
    done: () => router.history.canGoBack() && router.history.back(),
  })
  const collect = useSubmit((_: null, headers) => hisOrdersCollect({ path, headers }))
  const receive = useSubmit((_: null, headers) => hisOrdersReceive({ path, headers }))
  const last = order.reports.at(-1)
  return (
    <Page
      title={order.service_name}
      detail={<Status tone={TONE[order.state]}>{t(order.state)}</Status>}
      banner={<Slot name="patient.banner" patientId={order.patient_id} />}
      actions={
        <>
          {last && !mayPerform && (
            <Button primary hotkey="F9" busy={see.busy} onClick={() => see.submit(null)}>
              {see.done ? `✓ ${t('seen')}` : t('markSeen')}
            </Button>
          )}
          {last && mayPrint && (
            <PrintButton
              title={t('printResult')}
              pdf={() =>
                hisOrdersPrintResult({
                  path,
                  query: { language: language() },
                  parseAs: 'blob',
                }).then((answer) => answer.data as Blob)
              }
            >
              {t('printResult')}
            </PrintButton>
          )}
          <Link to={`/visits/${order.encounter_id}`}>{t('toVisit')}</Link>
        </>
      }
    >
      <RefusalNote of={see.refusal ?? collect.refusal ?? receive.refusal} />
      <Stack>
        <Panel>
          <Facts
            of={[
              { label: t('code'), value: order.code },
              { label: t('by'), value: `${order.placed_by_name}, ${showInstant(order.placed_at)}` },
              { label: t('indication'), value: order.indication || undefined },
              ...(order.note ? [{ label: t('note'), value: order.note }] : []),
              ...(order.planned_at
                ? [{ label: t('plannedAt'), value: showInstant(order.planned_at) }]
                : []),
            ]}
          />
          {order.kind === 'lab' && open && mayPerform && (
            <Row>
              {!order.collected_at && (
                <Button small busy={collect.busy} onClick={() => collect.submit(null)}>
                  {t('collect')}
                </Button>
              )}
              {order.collected_at && !order.received_at && (
                <Button small busy={receive.busy} onClick={() => receive.submit(null)}>
                  {t('receive')}
                </Button>
              )}
            </Row>
          )}
          <Sample of={result} />
        </Panel>
        <Alarms alarms={result.alarms} />
        {last && <Reports result={result} />}
        {((open && mayPerform) || (last && mayCorrect)) && (
          <ResultForm key={`${order.state}/${result.sheet?.version ?? 0}`} result={result} />
        )}
        <Files result={result} off={!mayPerform} />
      </Stack>
    </Page>
  )
}

function Sample({ of }: { of: ResultOut }) {
  const { collected_at, collected_by_name, received_at, received_by_name } = of.order
  if (!collected_at) return null
  const at = (instant: string) => showInstant(instant, 'time')
  return (
    <Dim>
      {t('collected', { at: at(collected_at), by: collected_by_name })}
      {received_at && ` · ${t('received', { at: at(received_at), by: received_by_name })}`}
    </Dim>
  )
}
