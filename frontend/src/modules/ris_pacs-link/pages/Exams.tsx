import { useState } from 'react'
import {
  risPacsLinkCancelExamElsewhere,
  risPacsLinkExamRequests,
  risPacsLinkLinkedExams,
} from '@/kernel/api/sdk.gen'
import type { ExamRequestOut, LinkedExamOut, RequestState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Page,
  SidePanel,
  Status,
  TabPanels,
  Time,
  type Tone,
  Worklist,
} from '@/kernel/ui'
import { IconSend } from '@/kernel/ui/icons'
import { RequestForm } from '../parts/RequestForm'
import { t } from '../text'

const TONE: Record<RequestState, Tone> = {
  sent: 'blue',
  accepted: 'blue',
  scheduled: 'blue',
  refused: 'red',
  resulted: 'green',
  cancelling: 'amber',
  cancelled: 'grey',
}
const OPEN: RequestState[] = ['sent', 'accepted', 'scheduled']
type OrderWord =
  | 'placed'
  | 'accepted'
  | 'in_progress'
  | 'partly_reported'
  | 'fulfilled'
  | 'corrected'
  | 'cancelled'
  | 'refused'

/** Orders for pictures that came from other systems, and those that went to them. */
export function Exams() {
  const maySend = useMay('ris_pacs.link.exam.send')
  const [ordering, setOrdering] = useState(false)
  return (
    <Page
      title={t('title')}
      actions={
        maySend && (
          <Button primary icon={IconSend} hotkey="F8" onClick={() => setOrdering(true)}>
            {t('order')}
          </Button>
        )
      }
    >
      <TabPanels
        tabs={[
          { id: 'in', label: t('incoming'), show: <Incoming /> },
          { id: 'out', label: t('outgoing'), show: <Outgoing may={maySend} /> },
        ]}
      />
      {ordering && (
        <SidePanel open title={t('order')} onClose={() => setOrdering(false)}>
          <RequestForm onDone={() => setOrdering(false)} />
        </SidePanel>
      )}
    </Page>
  )
}

function Who({ name, code }: { name: string; code: string }) {
  return (
    <>
      {name} <Dim>{code}</Dim>
    </>
  )
}

function Incoming() {
  return (
    <Worklist<LinkedExamOut>
      list="ris_pacs.link.orders"
      label={t('incoming')}
      live={['ris_pacs.link', 'link', 'orders']}
      load={(asked, signal) =>
        risPacsLinkLinkedExams({
          query: { after: asked.after, limit: asked.limit },
          signal,
        }).then((r) => r.data)
      }
      keyOf={(row) => row.id}
      empty={t('noneIn')}
      columns={[
        { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.taken_at} /> },
        {
          head: t('patient'),
          phone: 'title',
          show: (row) => <Who name={row.patient} code={row.patient_code} />,
        },
        { head: t('partner'), show: (row) => row.partner },
        { head: t('number'), nowrap: true, show: (row) => row.placer },
        { head: t('ours'), nowrap: true, show: (row) => row.order_code || '–' },
        { head: t('service'), nowrap: true, show: (row) => row.service },
        {
          head: t('state'),
          width: '1%',
          nowrap: true,
          show: (row) =>
            row.order_state ? t(row.order_state as OrderWord) : <Dim>{t('never')}</Dim>,
        },
      ]}
    />
  )
}

function Outgoing({ may }: { may: boolean }) {
  const [ending, setEnding] = useState<ExamRequestOut>()
  return (
    <>
      <Worklist<ExamRequestOut>
        list="ris_pacs.link.requests"
        label={t('outgoing')}
        live={['ris_pacs.link', 'link']}
        load={(asked, signal) =>
          risPacsLinkExamRequests({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noneOut')}
        columns={[
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.sent_at} /> },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => <Who name={row.patient} code={row.patient_code} />,
          },
          { head: t('service'), show: (row) => row.service },
          { head: t('ours'), nowrap: true, show: (row) => row.placer },
          { head: t('partner'), show: (row) => row.partner },
          {
            head: t('planned'),
            nowrap: true,
            show: (row) => (row.planned_at ? <Time at={row.planned_at} /> : '–'),
          },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
          },
          { head: t('said'), show: (row) => <Dim>{row.said}</Dim>, phone: 'hide' },
        ]}
        actions={(row) =>
          may &&
          OPEN.includes(row.state) && (
            <Button quiet onClick={() => setEnding(row)}>
              {t('cancel')}
            </Button>
          )
        }
      />
      {ending && <Cancel key={ending.id} of={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function Cancel({ of, onClose }: { of: ExamRequestOut; onClose: () => void }) {
  const end = useSubmit(
    (reason: string, headers) =>
      risPacsLinkCancelExamElsewhere({ path: { request_id: of.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('cancel')}: ${of.service} ${of.placer}`}
      verb={t('cancel')}
      before={t('cancelBefore')}
      after={t('cancelAfter')}
      busy={end.busy}
      refusal={end.refusal}
      onAct={end.submit}
      onClose={onClose}
    />
  )
}
