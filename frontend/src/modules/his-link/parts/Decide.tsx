import { useState } from 'react'
import {
  hisLinkDecideLinkMessage,
  hisLinkEndLinkMessage,
  hisLinkResendLinkMessage,
  hisPatientsSearch,
} from '@/kernel/api/sdk.gen'
import type {
  LinkDecisionIn,
  LinkMessageOut,
  LinkMessageWholeOut,
  PatientLine,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { type Submit, useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DangerPanel,
  Dim,
  Field,
  Form,
  Panel,
  Picker,
  RefusalNote,
  Row,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** What may be done with a message in its state. */
export function Decide({ of }: { of: LinkMessageOut }) {
  const mayReview = useMay('his.link.message.review')
  const maySend = useMay('his.link.message.send')
  const [ending, setEnding] = useState(false)
  const again = useSubmit((body: LinkDecisionIn, headers) =>
    hisLinkDecideLinkMessage({ path: { message_id: of.id }, body, headers }),
  )
  const resend = useSubmit((_: null, headers) =>
    hisLinkResendLinkMessage({ path: { message_id: of.id }, headers }),
  )
  const end = useSubmit(
    (reason: string, headers) =>
      hisLinkEndLinkMessage({ path: { message_id: of.id }, body: { reason }, headers }),
    { done: () => setEnding(false) },
  )
  const stopped = ['review', 'refused'].includes(of.state)
  const mayEnd = maySend && (of.outgoing ? ['waiting', 'failed'].includes(of.state) : stopped)
  const adt = of.type.startsWith('ADT')
  return (
    <>
      <RefusalNote of={resend.refusal ?? (of.state === 'review' ? undefined : again.refusal)} />
      {resend.done && <Alert weight="info">{t('resent')}</Alert>}
      {of.state === 'review' && <Alert weight="warning">{say(of.says)}</Alert>}
      <Row>
        {!of.outgoing && of.partner && mayReview && (stopped || of.state === 'done') && (
          <Button busy={again.busy} onClick={() => again.submit({})}>
            {t('again')}
          </Button>
        )}
        {of.outgoing && maySend && (
          <Button busy={resend.busy} onClick={() => resend.submit(null)}>
            {t('resend')}
          </Button>
        )}
        {mayEnd && (
          <Button danger onClick={() => setEnding(true)}>
            {t('end')}
          </Button>
        )}
      </Row>
      {of.state === 'review' && mayReview && (
        <Panel title={t('whose')}>
          <Whose adt={adt} again={again} />
        </Panel>
      )}
      {ending && (
        <DangerPanel
          open
          title={t('endTitle')}
          verb={t('end')}
          before={t('endBefore')}
          after={t('endAfter')}
          busy={end.busy}
          refusal={end.refusal}
          onAct={end.submit}
          onClose={() => setEnding(false)}
        />
      )}
    </>
  )
}

function Whose({
  adt,
  again,
}: {
  adt: boolean
  again: Submit<LinkDecisionIn, LinkMessageWholeOut>
}) {
  const form = useForm({ who: null as PatientLine | null, reason: '' })
  return (
    <Form
      form={form}
      submit={again}
      onSubmit={(v) =>
        again.submit({ patient_id: v.who?.id ?? null, accepted: adt, reason: v.reason })
      }
      actions={
        <>
          <Button primary submit hotkey="F9" busy={again.busy}>
            {t('isHim')}
          </Button>
          {adt && (
            <Button
              busy={again.busy}
              onClick={() => again.submit({ accepted: true, reason: form.values.reason })}
            >
              {t('accept')}
            </Button>
          )}
        </>
      }
    >
      <Dim>{adt ? t('acceptNote') : t('whoseNote')}</Dim>
      <Picker<PatientLine>
        label={t('patient')}
        list="his.link.patients"
        search={(text, signal) =>
          hisPatientsSearch({ query: { q: text, limit: 20 }, signal }).then((r) => r.data.items)
        }
        line={(one) => ({
          key: one.id,
          code: one.code,
          name: one.name,
          extra: [say(one.age), one.birth && showDate(one.birth)].filter(Boolean).join(' · '),
        })}
        {...form.bind('who')}
      />
      <Field label={t('reason')} required {...form.bind('reason')} />
    </Form>
  )
}
