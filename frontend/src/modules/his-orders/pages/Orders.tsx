import { useState } from 'react'
import {
  hisOrdersAccept,
  hisOrdersCorrect,
  hisOrdersFulfil,
  hisOrdersRefuse,
  hisOrdersStart,
  hisOrdersWorklist,
} from '@/kernel/api/sdk.gen'
import type { OrderKind, OrderState, WorkItem } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Facts,
  Field,
  Form,
  Page,
  RefusalNote,
  SidePanel,
  Stack,
  Status,
  Waiting,
  Worklist,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { TONE } from '../parts/state'
import { t } from '../text'

const KINDS: OrderKind[] = ['lab', 'imaging', 'procedure', 'exam']
const STATES: OrderState[] = ['placed', 'accepted', 'in_progress', 'partly_reported', 'fulfilled']

/** What a wing has to do, oldest first; where no wing is on, a clerk reports here by hand. */
export function Orders() {
  const [open, setOpen] = useState<WorkItem>()
  return (
    <Page title={t('perform')}>
      <Worklist<WorkItem>
        list="his.orders.worklist"
        label={t('perform')}
        live={['orders']}
        empty={t('empty')}
        load={(asked, signal) =>
          hisOrdersWorklist({
            query: {
              kind: (asked.kind ?? 'lab') as OrderKind,
              state: asked.state ? [asked.state as OrderState] : undefined,
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
            start: 'lab',
            choices: KINDS.map((value) => ({
              value,
              label: t(value === 'exam' ? 'exam_kind' : value),
            })),
          },
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
        ]}
        columns={[
          { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('patient'), show: (row) => row.patient_name, phone: 'title' },
          { head: t('service'), show: (row) => row.service_name },
          { head: t('by'), show: (row) => row.placed_by_name, phone: 'hide' },
          { head: t('waiting'), show: (row) => <Waiting since={row.placed_at} />, width: '1%' },
          {
            head: t('state'),
            show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
            width: '1%',
          },
        ]}
        toneOf={(row) => (row.urgency === 'stat' ? 'red' : undefined)}
        onOpen={setOpen}
      />
      {open && <Performing key={open.id} order={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function Performing({ order, onClose }: { order: WorkItem; onClose: () => void }) {
  const [refusing, setRefusing] = useState(false)
  const path = { order_id: order.id }
  const accept = useSubmit((_: null, headers) => hisOrdersAccept({ path, headers }), {
    done: onClose,
  })
  const start = useSubmit((_: null, headers) => hisOrdersStart({ path, headers }), {
    done: onClose,
  })
  const refuse = useSubmit(
    (reason: string, headers) => hisOrdersRefuse({ path, body: { reason }, headers }),
    { done: onClose },
  )
  const answered = order.state === 'fulfilled' || order.state === 'corrected'
  if (refusing) {
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
  return (
    <SidePanel open title={order.service_name} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            {
              label: t('patient'),
              value: `${order.patient_name} · ${showDate(order.patient_birth ?? '')} · ${order.patient_code}`,
            },
            { label: t('by'), value: order.placed_by_name },
            { label: t('indication'), value: order.indication || undefined },
          ]}
        />
        {order.note && <Dim>{order.note}</Dim>}
        {answered ? (
          <Correcting order={order} onDone={onClose} />
        ) : (
          <>
            <Reporting order={order} onDone={onClose} />
            <Stack>
              {order.state === 'placed' && (
                <Button busy={accept.busy} onClick={() => accept.submit(null)}>
                  {t('accept')}
                </Button>
              )}
              {(order.state === 'placed' || order.state === 'accepted') && (
                <Button busy={start.busy} onClick={() => start.submit(null)}>
                  {t('start')}
                </Button>
              )}
              {order.state !== 'partly_reported' && (
                <Button danger onClick={() => setRefusing(true)}>
                  {t('refuse')}
                </Button>
              )}
            </Stack>
            <RefusalNote of={accept.refusal ?? start.refusal} />
          </>
        )}
      </Stack>
    </SidePanel>
  )
}

function Reporting({ order, onDone }: { order: WorkItem; onDone: () => void }) {
  const form = useForm({ text: '' }, { draft: `his.orders.result:${order.id}` })
  const fulfil = useSubmit(
    (body: { text: string }, headers) =>
      hisOrdersFulfil({ path: { order_id: order.id }, body, headers }),
    {
      done: () => {
        form.reset()
        onDone()
      },
    },
  )
  return (
    <Form
      form={form}
      submit={fulfil}
      onSubmit={fulfil.submit}
      actions={
        <Button primary submit hotkey="F9" busy={fulfil.busy}>
          {t('result')}
        </Button>
      }
    >
      <Field
        label={t('resultText')}
        required
        autoFocus
        lines={6}
        most={8000}
        {...form.bind('text')}
      />
    </Form>
  )
}

function Correcting({ order, onDone }: { order: WorkItem; onDone: () => void }) {
  const mayCorrect = useMay('his.orders.report.correct')
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const correct = useSubmit(
    (body: { text: string; reason: string }, headers) =>
      hisOrdersCorrect({ path: { order_id: order.id }, body, headers }),
    { done: onDone },
  )
  if (!mayCorrect) return null
  if (!open) return <Button onClick={() => setOpen(true)}>{t('correct')}</Button>
  return (
    <DangerPanel
      open
      title={t('correct')}
      verb={t('correct')}
      before={t(order.state)}
      after={text || '–'}
      tells={order.placed_by_name}
      busy={correct.busy}
      refusal={correct.refusal}
      onAct={(reason) => correct.submit({ text, reason })}
      onClose={() => setOpen(false)}
    >
      <Field label={t('resultText')} lines={5} most={8000} value={text} onChange={setText} />
    </DangerPanel>
  )
}
