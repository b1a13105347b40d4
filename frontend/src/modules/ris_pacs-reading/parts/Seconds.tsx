import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsReadingReadersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsReadingAskSecond,
  risPacsReadingGiveOpinion,
  risPacsReadingSettle,
} from '@/kernel/api/sdk.gen'
import type { Agreement, ExamReadingOut, SecondReadingOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, Form, Panel, Select, SidePanel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './reading.module.css'

const TONE = { agree: 'green', minor: 'amber', major: 'red' } as const
const AGREEMENTS: Agreement[] = ['agree', 'minor', 'major']

/** Second readings of a report: asked for, opinion, and what came of a difference. */
export function Seconds({ of }: { of: ExamReadingOut }) {
  const [act, setAct] = useState<{ kind: 'ask' | 'give' | 'settle'; second?: SecondReadingOut }>()
  const mayAsk = useMay('ris_pacs.reading.reading.assign')
  const maySign = useMay('ris_pacs.reading.report.sign')
  const out = of.line.state === 'final' || of.line.state === 'addended'
  if (!out && of.seconds.length === 0) return null
  const close = () => setAct(undefined)
  return (
    <Panel
      title={t('seconds')}
      actions={
        mayAsk &&
        out && (
          <Button small onClick={() => setAct({ kind: 'ask' })}>
            {t('askSecond')}
          </Button>
        )
      }
    >
      {of.seconds.map((each) => (
        <article key={each.id} className={css.version}>
          {each.agreement && (
            <Status tone={TONE[each.agreement]}>{t(`a_${each.agreement}`)}</Status>
          )}{' '}
          <Dim>
            {t('signedBy', {
              by: each.reader_name || each.asked_by_name,
              at: showInstant(each.read_at ?? each.asked_at),
            })}{' '}
            · {each.reason}
          </Dim>
          {each.opinion && <p className={css.text}>{each.opinion}</p>}
          {each.settlement && <p className={css.text}>{t('settled', { how: each.settlement })}</p>}
          {maySign && !each.read_at && (
            <Button small onClick={() => setAct({ kind: 'give', second: each })}>
              {t('giveOpinion')}
            </Button>
          )}
          {maySign && each.read_at && !each.settled_at && (
            <Button small onClick={() => setAct({ kind: 'settle', second: each })}>
              {t('settle')}
            </Button>
          )}
        </article>
      ))}
      {act?.kind === 'ask' && <Asking of={of} onClose={close} />}
      {act?.kind === 'give' && act.second && <Giving of={act.second} onClose={close} />}
      {act?.kind === 'settle' && act.second && <Settling of={act.second} onClose={close} />}
    </Panel>
  )
}

function Asking({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const readers = useQuery(risPacsReadingReadersOptions())
  const form = useForm({ reader_id: null as string | null, reason: '' })
  const ask = useSubmit(
    (body: { reader_id: string | null; reason: string }, headers) =>
      risPacsReadingAskSecond({ path: { reading_id: of.line.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('askSecond')} onClose={onClose}>
      <Form
        form={form}
        submit={ask}
        onSubmit={(values) => ask.submit(values)}
        actions={
          <Button primary submit hotkey="F9" busy={ask.busy}>
            {t('askSecond')}
          </Button>
        }
      >
        <Select
          label={t('reader')}
          placeholder={t('anybody')}
          choices={(readers.data?.items ?? [])
            .filter((each) => each.signs)
            .map((each) => ({ value: each.id, label: each.name }))}
          {...form.bind('reader_id')}
        />
        <Field label={t('reason')} required most={500} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}

function Giving({ of, onClose }: { of: SecondReadingOut; onClose: () => void }) {
  const form = useForm({ agreement: 'agree' as Agreement | null, opinion: '' })
  const give = useSubmit(
    (body: { agreement: Agreement; opinion: string }, headers) =>
      risPacsReadingGiveOpinion({ path: { second_id: of.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('giveOpinion')} onClose={onClose}>
      <Form
        form={form}
        submit={give}
        onSubmit={({ agreement, opinion }) =>
          give.submit({ agreement: agreement ?? 'agree', opinion })
        }
        actions={
          <Button primary submit hotkey="F9" busy={give.busy}>
            {t('giveOpinion')}
          </Button>
        }
      >
        <Select
          label={t('agreement')}
          required
          choices={AGREEMENTS.map((value) => ({ value, label: t(`a_${value}`) }))}
          {...form.bind('agreement')}
        />
        <Field label={t('opinion')} required lines={5} most={4000} {...form.bind('opinion')} />
      </Form>
    </SidePanel>
  )
}

function Settling({ of, onClose }: { of: SecondReadingOut; onClose: () => void }) {
  const form = useForm({ settlement: '' })
  const settle = useSubmit(
    (body: { settlement: string }, headers) =>
      risPacsReadingSettle({ path: { second_id: of.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('settle')} onClose={onClose}>
      <p className={css.text}>{of.opinion}</p>
      <Form
        form={form}
        submit={settle}
        onSubmit={(values) => settle.submit(values)}
        actions={
          <Button primary submit hotkey="F9" busy={settle.busy}>
            {t('settle')}
          </Button>
        }
      >
        <Field label={t('settle')} required lines={4} most={1000} {...form.bind('settlement')} />
      </Form>
    </SidePanel>
  )
}
