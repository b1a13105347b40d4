import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  lisResultsLabOrderOptions,
  lisResultsLabOrderQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisResultsPrintCumulative, lisResultsPrintOrder } from '@/kernel/api/sdk.gen'
import type { LabLineOut, LabOrderOut, LabResultOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { language } from '@/kernel/text'
import { Awaited, Button, Dim, Facts, Page, Panel, PrintButton, Stack, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { Correcting } from '../parts/Correcting'
import { shownUnit } from '../parts/judge'
import css from '../parts/lab.module.css'
import { sourceOf } from '../parts/source'
import { t } from '../text'

/** One order in the laboratory: every test, every run with who did what; corrections, papers. */
export function LabOrder() {
  const { orderId } = useParams({ strict: false }) as { orderId: string }
  const path = { order_id: orderId }
  const found = useQuery(lisResultsLabOrderOptions({ path }))
  useLive(['lis.results', 'specimens'], [lisResultsLabOrderQueryKey({ path })])
  return <Awaited of={found}>{(order) => <One order={order} />}</Awaited>
}

function One({ order }: { order: LabOrderOut }) {
  const mayPrint = useMay('lis.results.form.print')
  const any = order.lines.some((line) => line.runs.some((run) => run.state === 'verified'))
  const query = { language: language() }
  return (
    <Page
      title={order.service_name}
      detail={order.urgency !== 'routine' && <Status tone="red">{t(order.urgency)}</Status>}
      banner={<Slot name="patient.banner" patientId={order.patient.id} />}
      actions={
        mayPrint &&
        any && (
          <>
            <PrintButton
              title={t('print')}
              pdf={() =>
                lisResultsPrintOrder({
                  path: { order_id: order.order_id },
                  query,
                  parseAs: 'blob',
                }).then((answer) => answer.data as Blob)
              }
            >
              {t('print')}
            </PrintButton>
            <PrintButton
              title={t('printAll')}
              hotkey={null}
              pdf={() =>
                lisResultsPrintCumulative({
                  path: { patient_id: order.patient.id },
                  query,
                  parseAs: 'blob',
                }).then((answer) => answer.data as Blob)
              }
            >
              {t('printAll')}
            </PrintButton>
          </>
        )
      }
    >
      <Stack>
        <Panel>
          <Facts
            of={[
              { label: t('order'), value: order.order_code },
              {
                label: t('orderedBy'),
                value: `${order.ordered_by_name}, ${showInstant(order.ordered_at)}`,
              },
              { label: t('indication'), value: order.indication || undefined },
            ]}
          />
        </Panel>
        {order.lines.map((line) => (
          <Test key={line.item_id} line={line} />
        ))}
        {any && <Slot name="document.links" documentId={order.order_id} />}
      </Stack>
    </Page>
  )
}

function Test({ line }: { line: LabLineOut }) {
  const title = [line.name, line.reference && `(${line.reference} ${shownUnit(line.unit)})`]
  return (
    <Panel
      title={title.filter(Boolean).join(' ')}
      actions={<Status tone={line.state === 'verified' ? 'green' : 'grey'}>{t(line.state)}</Status>}
    >
      {line.runs.length === 0 && <Dim>{line.ended_why || t('noValue')}</Dim>}
      {line.runs.map((run) => (
        <Run key={run.id} run={run} />
      ))}
    </Panel>
  )
}

function Run({ run }: { run: LabResultOut }) {
  const [act, setAct] = useState<'correct' | 'withdraw'>()
  const mayCorrect = useMay('lis.results.result.correct')
  const over = run.state === 'replaced' || run.state === 'withdrawn'
  return (
    <div className={css.run}>
      <Dim>{t('runs', { n: String(run.run) })}</Dim>
      <strong className={over ? css.old : undefined}>
        {run.value} {shownUnit(run.unit)}
      </strong>
      <span className={css.flag} data-flag={run.flag || undefined}>
        {run.flag}
      </span>
      <Status tone={run.state === 'verified' ? 'green' : over ? 'grey' : 'amber'}>
        {t(run.state)}
      </Status>
      <span className={css.dim}>
        {sourceOf(run)} ·{' '}
        {t('enteredBy', { by: run.entered_by_name, at: showInstant(run.entered_at) })}
        {run.checked_by_name && ` · ${t('checkedBy', { by: run.checked_by_name })}`}
        {run.verified_at &&
          ` · ${t('verifiedBy', { by: run.verified_by_name, at: showInstant(run.verified_at) })}`}
        {run.confirmed_by_name && ` · ${t('confirmedBy', { by: run.confirmed_by_name })}`}
        {run.comment && ` · ${run.comment}`}
        {run.kits.map((kit) => (
          <span key={kit.code} title={kit.code}>
            {' · '}
            {t('madeWith', { name: kit.name, lot: kit.lot })}
            {kit.expired && ` (${t('lotExpired', { why: kit.expired })})`}
          </span>
        ))}
        {run.alone_reason && ` · ${run.alone_reason}`}
        {run.reason && ` · ${run.reason}`}
        {run.automatic && run.auto_reasons && (
          <> · {run.auto_reasons.map((each) => each[language()]).join(' ')}</>
        )}
      </span>
      {run.state === 'verified' && mayCorrect && (
        <>
          <Button small quiet onClick={() => setAct('correct')}>
            {t('correct')}
          </Button>
          <Button small quiet onClick={() => setAct('withdraw')}>
            {t('withdraw')}
          </Button>
        </>
      )}
      {act && <Correcting run={run} act={act} onClose={() => setAct(undefined)} />}
    </div>
  )
}
