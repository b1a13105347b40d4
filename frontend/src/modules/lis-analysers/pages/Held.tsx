import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  lisAnalysersDismiss,
  lisAnalysersGive,
  lisAnalysersHeld,
  lisAnalysersRetry,
} from '@/kernel/api/sdk.gen'
import type { HeldGiveIn, HeldReadingOut, HeldState } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DangerPanel,
  Dim,
  Field,
  Form,
  Page,
  RefusalNote,
  Row,
  SidePanel,
  Status,
  Time,
  Worklist,
} from '@/kernel/ui'
import { HELD_TONE } from '../parts/words'
import { t } from '../text'

const STATES: HeldState[] = ['open', 'filed', 'dismissed']

/** Readings that matched nothing: a person decides, with the tube before him. */
export function HeldReadings() {
  const [open, setOpen] = useState<HeldReadingOut>()
  return (
    <Page title={t('held')}>
      <Alert weight="info">{t('heldNote')}</Alert>
      <Worklist<HeldReadingOut>
        list="lis.analysers.held"
        label={t('held')}
        live={['analysers']}
        load={(asked, signal) =>
          lisAnalysersHeld({
            query: {
              state: (asked.state as HeldState) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noHeld')}
        filters={[
          {
            name: 'state',
            label: t('state'),
            start: 'open',
            choices: STATES.map((value) => ({ value, label: t(`h_${value}`) })),
          },
        ]}
        columns={[
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          { head: t('machine'), show: (row) => row.analyser },
          { head: t('tube'), nowrap: true, show: (row) => row.specimen_code || '–' },
          {
            head: t('code'),
            phone: 'title',
            show: (row) => (
              <>
                {row.code} <Dim>{row.test_code ?? row.name}</Dim>
              </>
            ),
          },
          { head: t('value'), nowrap: true, show: (row) => `${row.value} ${row.unit}` },
          { head: t('why'), show: (row) => say(row.says) },
        ]}
        onOpen={setOpen}
      />
      {open && <Decide key={open.id} of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function Decide({ of, onClose }: { of: HeldReadingOut; onClose: () => void }) {
  const navigate = useNavigate()
  const [dismissing, setDismissing] = useState(false)
  const form = useForm({ specimen_code: '', reason: '' })
  const give = useSubmit((body: HeldGiveIn, headers) => lisAnalysersGive({ body, headers }), {
    done: onClose,
  })
  const retry = useSubmit(
    (_: null, headers) => lisAnalysersRetry({ body: { ids: [of.id] }, headers }),
    { done: onClose },
  )
  const dismiss = useSubmit(
    (reason: string, headers) => lisAnalysersDismiss({ body: { ids: [of.id], reason }, headers }),
    { done: onClose },
  )
  const name = `${of.code} = ${of.value} ${of.unit}`
  if (dismissing) {
    return (
      <DangerPanel
        open
        title={t('dismissTitle')}
        verb={t('dismiss')}
        before={`${name}: ${t('dismissBefore')}`}
        after={t('dismissAfter')}
        busy={dismiss.busy}
        refusal={dismiss.refusal}
        onAct={dismiss.submit}
        onClose={() => setDismissing(false)}
      />
    )
  }
  return (
    <SidePanel open title={name} onClose={onClose}>
      <Row>
        <Status tone={HELD_TONE[of.state]}>{t(`h_${of.state}`)}</Status>
        <Button quiet onClick={() => navigate({ to: `/lab/analyser-messages/${of.message_id}` })}>
          {t('openMessage')}
        </Button>
      </Row>
      <Alert weight="warning">{say(of.says)}</Alert>
      {of.state !== 'open' && <Dim>{t('by', { who: of.solved_by_name, why: of.solved_why })}</Dim>}
      {of.state === 'open' && (
        <>
          <RefusalNote of={retry.refusal} />
          <Row>
            <Button busy={retry.busy} onClick={() => retry.submit(null)}>
              {t('retry')}
            </Button>
            <Button danger onClick={() => setDismissing(true)}>
              {t('dismiss')}
            </Button>
          </Row>
          <Form
            form={form}
            submit={give}
            onSubmit={(v) => give.submit({ ids: [of.id], ...v })}
            actions={
              <Button primary submit hotkey="F9" busy={give.busy}>
                {t('give')}
              </Button>
            }
          >
            <Dim>{t('giveNote')}</Dim>
            <Field label={t('scan')} required keyboard="numeric" {...form.bind('specimen_code')} />
            <Field label={t('reason')} required {...form.bind('reason')} />
          </Form>
        </>
      )}
    </SidePanel>
  )
}
