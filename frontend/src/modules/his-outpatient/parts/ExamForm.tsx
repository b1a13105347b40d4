import { useEffect } from 'react'
import { hisOutpatientWrite } from '@/kernel/api/sdk.gen'
import type {
  EncounterOut,
  ExaminationIn,
  ExaminationOut,
  Outcome,
  VisitOut,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, DateField, Dim, Facts, Field, Form, Panel, Row, Select } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'

const OUTCOMES: Outcome[] = ['1', '2', '3', '4', '5', '6', '7']

/** What is being written, and the version it began from: whoever saved meanwhile is not lost. */
type Texts = Required<ExaminationIn>

const TEXTS = ['reason', 'illness', 'past', 'general', 'organs', 'conclusion', 'plan'] as const

/** What the doctor writes, top to bottom in the order of the work; read plainly by others. */
export function ExamForm(props: { encounter: EncounterOut; visit: VisitOut; off: boolean }) {
  return props.off ? <Written visit={props.visit} /> : <Writing {...props} />
}

function Written({ visit }: { visit: VisitOut }) {
  const known = visit.examination
  if (!known) return null
  return (
    <Panel title={t('exam')}>
      <Lines of={known} />
      <Dim>{t('saved', { at: showInstant(known.saved_at), by: known.saved_by_name })}</Dim>
    </Panel>
  )
}

function Lines({ of }: { of: ExaminationOut }) {
  const lines: { label: string; value: string }[] = TEXTS.filter((each) => of[each]).map(
    (each) => ({ label: t(each), value: of[each] }),
  )
  if (of.outcome) lines.push({ label: t('outcome'), value: t(of.outcome) })
  if (of.follow_up) lines.push({ label: t('follow_up'), value: showDate(of.follow_up) })
  return <Facts of={lines} />
}

function textsOf(known: ExaminationOut | null, encounter: EncounterOut): Texts {
  return {
    reason: known?.reason ?? encounter.reason,
    illness: known?.illness ?? '',
    past: known?.past ?? '',
    general: known?.general ?? '',
    organs: known?.organs ?? '',
    plan: known?.plan ?? '',
    conclusion: known?.conclusion ?? '',
    outcome: known?.outcome ?? null,
    follow_up: known?.follow_up ?? null,
    version: known?.version ?? 0,
  }
}

function Writing({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const known = visit.examination
  const form = useForm<Texts>(textsOf(known, encounter), {
    draft: `his.outpatient.exam:${encounter.id}`,
  })
  const save = useSubmit(
    (body: Texts, headers) =>
      hisOutpatientWrite({ path: { encounter_id: encounter.id }, body, headers }),
    {
      done: (saved) =>
        form.reset({ ...form.values, outcome: saved.outcome, version: saved.version }),
    },
  )
  const newer = (known?.version ?? 0) > form.values.version
  const follow = newer && !form.dirty && !save.busy
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another saved shows while nothing is typed
  useEffect(() => {
    if (follow) form.reset(textsOf(known, encounter))
  }, [follow])

  /** Once he has seen what stands there, his next save replaces it. */
  function write(texts: Texts) {
    save.submit({ ...texts, version: Number(save.present?.version ?? texts.version) })
  }

  return (
    <Panel title={t('exam')}>
      <Form
        form={form}
        submit={save}
        onSubmit={write}
        showPresent={(present) => <Lines of={present as ExaminationOut} />}
        actions={
          <>
            <Button submit hotkey="Ctrl+S" busy={save.busy}>
              {t('save')}
            </Button>
            {known && (
              <Dim>
                {t('saved', { at: showInstant(known.saved_at, 'time'), by: known.saved_by_name })}
              </Dim>
            )}
          </>
        }
      >
        <Field label={t('reason')} most={500} {...form.bind('reason')} />
        <Row columns={2}>
          <Field label={t('illness')} lines={3} most={4000} {...form.bind('illness')} />
          <Field label={t('past')} lines={3} most={4000} {...form.bind('past')} />
        </Row>
        <Row columns={2}>
          <Field label={t('general')} lines={3} most={4000} {...form.bind('general')} />
          <Field label={t('organs')} lines={3} most={4000} {...form.bind('organs')} />
        </Row>
        <Row columns={2}>
          <Field label={t('conclusion')} lines={2} most={4000} {...form.bind('conclusion')} />
          <Field label={t('plan')} lines={2} most={4000} {...form.bind('plan')} />
        </Row>
        <Row columns={2}>
          <Select
            label={t('outcome')}
            choices={OUTCOMES.map((value) => ({ value, label: t(value) }))}
            {...form.bind('outcome')}
          />
          <DateField label={t('follow_up')} {...form.bind('follow_up')} />
        </Row>
      </Form>
    </Panel>
  )
}
