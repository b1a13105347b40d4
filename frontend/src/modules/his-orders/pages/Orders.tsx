import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisOrdersCountsOptions,
  hisOrdersCountsQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisOrdersAccept,
  hisOrdersCollect,
  hisOrdersRefuse,
  hisOrdersStart,
  hisOrdersWorklist,
} from '@/kernel/api/sdk.gen'
import type { OrderKind, OrderState, WorkItem } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useAssembly } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Page, RefusalNote, Status, Waiting, Worklist } from '@/kernel/ui'
import { TONE } from '../parts/state'
import { t } from '../text'

const KINDS: OrderKind[] = ['lab', 'imaging', 'function', 'procedure', 'exam']
const STATES: OrderState[] = ['placed', 'accepted', 'in_progress', 'partly_reported', 'fulfilled']

/** What a room has to do, oldest first, with counts; Enter opens the result to be entered. */
export function Orders() {
  const navigate = useNavigate()
  const { user } = useAssembly()
  const mine: OrderKind = user.roles.includes('radiology') ? 'imaging' : 'lab'
  const counts = useQuery(hisOrdersCountsOptions())
  useLive(['orders'], [hisOrdersCountsQueryKey()])
  const [refusing, setRefusing] = useState<WorkItem>()
  const step = useSubmit(
    ({ row, verb }: { row: WorkItem; verb: 'accept' | 'collect' | 'start' }, headers) => {
      const path = { order_id: row.id }
      if (verb === 'collect') return hisOrdersCollect({ path, headers })
      if (verb === 'start') return hisOrdersStart({ path, headers })
      return hisOrdersAccept({ path, headers })
    },
  )
  const count = (kind: OrderKind) =>
    (counts.data?.items ?? [])
      .filter((each) => each.kind === kind)
      .reduce((sum, each) => sum + each.count, 0)
  return (
    <Page title={t('perform')}>
      <RefusalNote of={step.refusal} />
      <Worklist<WorkItem>
        list="his.orders.worklist"
        label={t('perform')}
        live={['orders']}
        empty={t('empty')}
        load={(asked, signal) =>
          hisOrdersWorklist({
            query: {
              kind: asked.kind as OrderKind,
              state: asked.state ? [asked.state as OrderState] : undefined,
              urgent: asked.urgent === 'yes',
              after: asked.after,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'kind',
            label: t('kind'),
            start: mine,
            always: true,
            choices: KINDS.map((value) => ({
              value,
              label: [t(value === 'exam' ? 'exam_kind' : value), count(value) || '']
                .join(' ')
                .trim(),
            })),
          },
          {
            name: 'state',
            label: t('state'),
            list: true,
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
          {
            name: 'urgent',
            label: t('urgency'),
            choices: [{ value: 'yes', label: t('urgentOnly') }],
          },
        ]}
        columns={[
          { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('patient'), show: (row) => row.patient_name, phone: 'title' },
          {
            head: t('service'),
            show: (row) => (
              <>
                {row.service_name}{' '}
                {row.urgency !== 'routine' && <Status tone="red">{t(row.urgency)}</Status>}
              </>
            ),
          },
          { head: t('by'), show: (row) => row.placed_by_name, phone: 'hide' },
          { head: t('waiting'), show: (row) => <Waiting since={row.placed_at} />, width: '1%' },
          {
            head: t('state'),
            show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
            width: '1%',
          },
        ]}
        toneOf={(row) => (row.urgency === 'stat' ? 'red' : undefined)}
        onOpen={(row) => navigate({ to: `/results/${row.id}` })}
        actions={(row) => (
          <>
            {row.kind === 'lab' && row.state === 'placed' && (
              <Button small onClick={() => step.submit({ row, verb: 'collect' })}>
                {t('collect')}
              </Button>
            )}
            {row.kind !== 'lab' && row.state === 'placed' && (
              <Button small onClick={() => step.submit({ row, verb: 'accept' })}>
                {t('accept')}
              </Button>
            )}
            {row.state === 'accepted' && (
              <Button small onClick={() => step.submit({ row, verb: 'start' })}>
                {t('start')}
              </Button>
            )}
            {['placed', 'accepted', 'in_progress'].includes(row.state) && (
              <Button small quiet onClick={() => setRefusing(row)}>
                {t('refuse')}
              </Button>
            )}
          </>
        )}
      />
      {refusing && <Refusing order={refusing} onClose={() => setRefusing(undefined)} />}
    </Page>
  )
}

function Refusing({ order, onClose }: { order: WorkItem; onClose: () => void }) {
  const refuse = useSubmit(
    (reason: string, headers) =>
      hisOrdersRefuse({ path: { order_id: order.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('refuse')}
      verb={t('refuse')}
      before={t(order.state)}
      after={t('refused')}
      tells={order.placed_by_name}
      busy={refuse.busy}
      refusal={refuse.refusal}
      onAct={refuse.submit}
      onClose={onClose}
    />
  )
}
