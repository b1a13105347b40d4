import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsScheduleExamOptions,
  risPacsScheduleExamQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsScheduleAccept,
  risPacsSchedulePrintConsent,
  risPacsSchedulePrintPreparation,
  risPacsScheduleResume,
} from '@/kernel/api/sdk.gen'
import type { ImagingExamWholeOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Facts,
  Panel,
  PrintButton,
  RefusalNote,
  Stack,
  Table,
  Time,
} from '@/kernel/ui'
import { ExchangePanel, RefusePanel } from '../parts/BackPanels'
import { ImagingPage } from '../parts/ImagingPage'
import { Keeping } from '../parts/Keeping'
import { ProtocolPanel, SchedulePanel } from '../parts/Planning'
import { RowActs } from '../parts/RowActs'
import { Safety } from '../parts/Safety'
import { NoticeOf, StateOf, WhatOf } from '../parts/words'
import { t } from '../text'

const WAITS = ['ordered', 'accepted', 'protocolled', 'scheduled', 'arrived']

/** One exam: questions, technique, machine and time, what was done. */
export function Exam() {
  const { examId = '' } = useParams({ strict: false })
  const path = { exam_id: examId }
  const found = useQuery(risPacsScheduleExamOptions({ path }))
  const known = useQueryClient()
  useLive(['exams'], [risPacsScheduleExamQueryKey({ path })])
  const again = () => known.invalidateQueries({ queryKey: risPacsScheduleExamQueryKey({ path }) })
  return <Awaited of={found}>{(of) => <Whole key={of.safety.at} of={of} onDone={again} />}</Awaited>
}

type Act = 'protocol' | 'schedule' | 'refuse' | 'exchange' | 'addOn' | 'discontinue'

function Whole({ of, onDone }: { of: ImagingExamWholeOut; onDone: () => void }) {
  const { exam } = of
  const mayPlan = useMay('ris_pacs.schedule.exam.plan')
  const mayProtocol = useMay('ris_pacs.schedule.exam.protocol')
  const mayWork = useMay('ris_pacs.schedule.exam.work')
  const [act, setAct] = useState<Act>()
  const close = () => setAct(undefined)
  const done = () => {
    close()
    onDone()
  }
  const path = { exam_id: exam.id }
  const accept = useSubmit(
    (_: null, headers) => risPacsScheduleAccept({ path, body: {}, headers }),
    { done },
  )
  const resume = useSubmit(
    (_: null, headers) => risPacsScheduleResume({ path, body: { reason: t('resume') }, headers }),
    { done },
  )
  const waits = WAITS.includes(exam.state)
  return (
    <ImagingPage
      title={exam.patient.name}
      detail={<StateOf of={exam.state} />}
      actions={
        <>
          <PrintButton
            pdf={() =>
              risPacsSchedulePrintPreparation({ path, parseAs: 'blob' }).then((r) => r.data as Blob)
            }
          >
            {t('preparation')}
          </PrintButton>
          {of.safety.needs_consent && (
            <PrintButton
              hotkey={null}
              pdf={() =>
                risPacsSchedulePrintConsent({ path, parseAs: 'blob' }).then((r) => r.data as Blob)
              }
            >
              {t('consentPaper')}
            </PrintButton>
          )}
          {exam.started_at && (
            <Slot name="study.actions" studyUid={exam.study_uid} patientId={exam.patient.id} />
          )}
        </>
      }
    >
      <Stack>
        <Slot name="patient.banner" patientId={exam.patient.id} />
        {of.repeats.length > 0 && (
          <Alert weight="warning">
            {t('repeats')}:{' '}
            {of.repeats.map((each) => (
              <span key={each.id}>
                {each.accession} <Time at={each.due_at} />{' '}
              </span>
            ))}
          </Alert>
        )}
        <Panel title={t('facts')}>
          <Stack>
            <div>
              <WhatOf of={exam} /> <NoticeOf of={exam} />
            </div>
            <Facts
              of={[
                { label: t('accession'), value: exam.accession },
                { label: t('indication'), value: exam.indication || undefined },
                { label: t('orderedBy'), value: exam.ordered_by },
                { label: t('due'), value: <Time at={exam.due_at} /> },
                { label: t('machine'), value: exam.machine || exam.modality },
                { label: t('room'), value: exam.bedside ? t('bedside') : exam.room || undefined },
                { label: t('protocolText'), value: exam.protocol || undefined },
                { label: t('performedBy'), value: exam.performed_by || undefined },
                { label: t('pictures'), value: exam.images ? `${exam.images}` : undefined },
                { label: t('reason'), value: of.ended_reason || undefined },
              ]}
            />
            <div>
              {exam.state === 'ordered' && mayPlan && (
                <Button busy={accept.busy} onClick={() => accept.submit(null)}>
                  {t('accept')}
                </Button>
              )}{' '}
              {waits && mayProtocol && (
                <Button primary hotkey="F8" onClick={() => setAct('protocol')}>
                  {t('protocol')}
                </Button>
              )}{' '}
              {waits && mayPlan && exam.state !== 'arrived' && (
                <Button hotkey="Alt+L" onClick={() => setAct('schedule')}>
                  {t('schedule')}
                </Button>
              )}{' '}
              <RowActs of={exam} onDone={onDone} />{' '}
              {exam.state === 'in_progress' && mayWork && (
                <Button danger onClick={() => setAct('discontinue')}>
                  {t('discontinue')}
                </Button>
              )}{' '}
              {exam.state === 'discontinued' && mayWork && (
                <Button busy={resume.busy} onClick={() => resume.submit(null)}>
                  {t('resume')}
                </Button>
              )}{' '}
              {mayProtocol && (waits || exam.state === 'in_progress') && (
                <Button onClick={() => setAct('addOn')}>{t('addOn')}</Button>
              )}{' '}
              {waits && mayProtocol && (
                <>
                  <Button onClick={() => setAct('exchange')}>{t('exchange')}</Button>{' '}
                  <Button danger onClick={() => setAct('refuse')}>
                    {t('refuse')}
                  </Button>
                </>
              )}
            </div>
            <RefusalNote of={accept.refusal ?? resume.refusal} />
          </Stack>
        </Panel>
        <Safety of={of} onDone={onDone} />
        <Keeping of={of} onDone={onDone} />
        <History of={of} />
      </Stack>
      {act === 'protocol' && <ProtocolPanel of={of} onClose={close} onDone={done} />}
      {act === 'schedule' && <SchedulePanel of={of} onClose={close} onDone={done} />}
      {(act === 'refuse' || act === 'discontinue') && (
        <RefusePanel of={exam} breaking={act === 'discontinue'} onClose={close} onDone={done} />
      )}
      {(act === 'exchange' || act === 'addOn') && (
        <ExchangePanel of={exam} adding={act === 'addOn'} onClose={close} onDone={done} />
      )}
    </ImagingPage>
  )
}

function History({ of }: { of: ImagingExamWholeOut }) {
  return (
    <Panel title={t('history')}>
      <Table
        label={t('history')}
        rows={of.history}
        keyOf={(row) => `${row.at}${row.act}`}
        columns={[
          { head: t('due'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          { head: t('state'), phone: 'title', show: (row) => <StateOf of={row.state} /> },
          { head: t('performedBy'), show: (row) => `${row.by} · ${t(`by_${row.known_by}`)}` },
          { head: t('note'), show: (row) => row.note },
        ]}
      />
    </Panel>
  )
}
