import {
  lisQualityAnswerRound,
  lisQualityEnterRound,
  lisQualityGradeRound,
  lisTestsListTests,
} from '@/kernel/api/sdk.gen'
import type { ExternalResultOut, ExternalRoundOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, NumberField, Picker, Row } from '@/kernel/ui'
import { t } from '../text'

type Test = { code: string; name: string }

/** What we found for a test of the sample. */
export function AddResult({ round }: { round: ExternalRoundOut }) {
  const form = useForm({ test: null as Test | null, value: null as number | null })
  const save = useSubmit(
    (result: { test_code: string; value: string }, headers) =>
      lisQualityEnterRound({
        path: { round_id: round.id },
        body: { results: [result] },
        headers,
      }),
    { done: () => form.reset() },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ test, value }) =>
        test && value !== null && save.submit({ test_code: test.code, value: String(value) })
      }
      actions={
        <Button submit busy={save.busy}>
          {t('addResult')}
        </Button>
      }
    >
      <Row columns={2}>
        <Picker<Test>
          label={t('test')}
          required
          list="lis.tests"
          from={1}
          {...form.bind('test')}
          line={(test) => ({ key: test.code, code: test.code, name: test.name })}
          search={(q, signal) =>
            lisTestsListTests({ query: { q, limit: 20 }, signal }).then((a) => a.data.items)
          }
        />
        <NumberField label={t('ourValue')} required decimals={4} {...form.bind('value')} />
      </Row>
    </Form>
  )
}

/** The organiser's figures of the peer group. */
export function PeersForm(props: {
  of: ExternalResultOut
  round: ExternalRoundOut
  onDone: () => void
}) {
  const { of, round, onDone } = props
  const form = useForm({
    mean: of.peer_mean === null ? null : Number(of.peer_mean),
    sd: of.peer_sd === null ? null : Number(of.peer_sd),
    n: of.peer_n,
  })
  const save = useSubmit(
    (peers: { mean: string; sd: string; n: number | null }, headers) =>
      lisQualityGradeRound({
        path: { round_id: round.id },
        body: { peers: [{ ...peers, result_id: of.id }] },
        headers,
      }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ mean, sd, n }) =>
        mean !== null && sd !== null && save.submit({ mean: String(mean), sd: String(sd), n })
      }
      actions={
        <Button primary submit busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Row columns={3}>
        <NumberField label={t('peerMean')} required decimals={4} {...form.bind('mean')} />
        <NumberField label={t('peerSd')} required decimals={4} {...form.bind('sd')} />
        <NumberField label={t('peerN')} least={1} most={100000} {...form.bind('n')} />
      </Row>
    </Form>
  )
}

/** Why a result was off, and what was done about it. */
export function AnswerForm({ of, onDone }: { of: ExternalResultOut; onDone: () => void }) {
  const form = useForm({ cause: of.cause, action: of.action })
  const save = useSubmit(
    (body: { cause: string; action: string }, headers) =>
      lisQualityAnswerRound({ path: { result_id: of.id }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('cause')} required lines={2} most={500} {...form.bind('cause')} />
      <Field label={t('action')} required lines={3} most={1000} {...form.bind('action')} />
    </Form>
  )
}
