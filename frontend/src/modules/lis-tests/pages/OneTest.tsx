import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { lisTestsOneTestOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsApproveTests, lisTestsStepTest } from '@/kernel/api/sdk.gen'
import type { LabTestOut, TestState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Awaited,
  Button,
  Dim,
  Facts,
  Page,
  Panel,
  RefusalNote,
  Row,
  Stack,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { Limits, PastLimits } from '../parts/Limits'
import { LimitsPanel } from '../parts/LimitsPanel'
import { TestPanel } from '../parts/TestPanel'
import { TryValue } from '../parts/TryValue'
import { ruleLine } from '../rules'
import { shown, stateOf } from '../show'
import { t } from '../text'

const NEXT: Partial<Record<TestState, { to: TestState; verb: 'validate' | 'end' | 'resume' }>> = {
  draft: { to: 'validated', verb: 'validate' },
  live: { to: 'ended', verb: 'end' },
  ended: { to: 'draft', verb: 'resume' },
}

/** One test: how it is done, its limits and their history, who vouches for it. */
export function OneTest() {
  const params: { code: string } = useParams({ strict: false })
  const code = decodeURIComponent(params.code)
  const found = useQuery(lisTestsOneTestOptions({ path: { code } }))
  const title = found.data ? `${code} · ${name(found.data)}` : code
  return (
    <Page title={title}>
      <Awaited of={found} rows={10}>
        {(test) => <Shown of={test} />}
      </Awaited>
    </Page>
  )
}

function name(of: LabTestOut): string {
  return language() === 'en' ? of.name_en : of.name
}

function Shown({ of }: { of: LabTestOut }) {
  const mayEdit = useMay('lis.tests.test.edit')
  const mayApprove = useMay('lis.tests.test.approve')
  const [open, setOpen] = useState<'test' | 'limits'>()
  const path = { code: of.code }
  const step = useSubmit((to: TestState, headers) =>
    lisTestsStepTest({ path, body: { to, version: Math.max(of.version, 1) }, headers }),
  )
  const approve = useSubmit((_: null, headers) =>
    lisTestsApproveTests({ body: { codes: [of.code] }, headers }),
  )
  const { tone, word } = stateOf(of)
  const next = NEXT[of.state]
  const approvable = of.state === 'validated' || (of.state === 'live' && !of.approved)
  return (
    <Stack>
      {!of.approved && of.state === 'live' && <Alert weight="warning">{t('awaitsNote')}</Alert>}
      <Panel title={word} actions={<Status tone={tone}>{word}</Status>}>
        <Stack>
          <Facts of={facts(of)} />
          <RefusalNote of={step.refusal ?? approve.refusal} />
          <Row>
            {mayApprove && approvable && (
              <Button primary hotkey="F9" busy={approve.busy} onClick={() => approve.submit(null)}>
                {t('approve')}
              </Button>
            )}
            {mayEdit && <Button onClick={() => setOpen('test')}>{t('change')}</Button>}
            {mayEdit && next && (
              <Button busy={step.busy} onClick={() => step.submit(next.to)}>
                {t(next.verb)}
              </Button>
            )}
            {mayEdit && of.state === 'validated' && (
              <Button busy={step.busy} onClick={() => step.submit('draft')}>
                {t('back')}
              </Button>
            )}
          </Row>
        </Stack>
      </Panel>
      <Panel
        flush
        title={t('ranges')}
        actions={
          mayEdit && (
            <Button small onClick={() => setOpen('limits')}>
              {t('changeRanges')}
            </Button>
          )
        }
      >
        <Limits of={of} />
      </Panel>
      {of.kind === 'number' && <TryValue code={of.code} unit={of.unit} />}
      <PastLimits of={of} />
      {open === 'test' && <TestPanel of={of} onClose={() => setOpen(undefined)} />}
      {open === 'limits' && <LimitsPanel of={of} onClose={() => setOpen(undefined)} />}
    </Stack>
  )
}

function facts(of: LabTestOut) {
  const told = [
    { label: t('section'), value: of.section },
    { label: t('kind'), value: t(of.kind) },
    { label: t('unit'), value: of.unit },
    { label: t('container'), value: `${of.container} ${of.specimen_type}`.trim() },
    { label: t('volume'), value: shown(of.volume_ml) },
    { label: t('minutes'), value: `${of.minutes} (${t('statMinutes')}: ${of.stat_minutes})` },
    { label: t('stable'), value: of.stable_hours },
    { label: t('loinc'), value: of.loinc },
    { label: t('ministry'), value: of.ministry_code },
    { label: t('method'), value: of.method },
    { label: t('formula'), value: of.formula },
    { label: t('choices'), value: of.choices.map((each) => each.value).join(', ') },
    { label: t('reflex'), value: of.reflex.map(ruleLine).join('; ') },
    { label: t('auto'), value: of.autoverify.on ? t('autoOn') : t('autoOff') },
    { label: t('second'), value: of.second_verification ? t('yes') : '' },
    { label: t('preparation'), value: of.preparation },
    { label: t('validatedBy'), value: of.validated_by_name },
    {
      label: t('approvedBy'),
      value: of.approved_at && `${of.approved_by_name}, ${showInstant(of.approved_at)}`,
    },
  ]
  return told
    .filter(({ value }) => value !== '' && value !== null)
    .map(({ label, value }) => ({ label, value: value ?? <Dim>–</Dim> }))
}
