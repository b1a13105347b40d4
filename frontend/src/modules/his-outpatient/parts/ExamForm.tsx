import { hisOutpatientWrite } from '@/kernel/api/sdk.gen'
import type { EncounterOut, ExaminationIn, Outcome, VisitOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, DateField, Dim, Facts, Field, Form, Panel, Row, Select } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'

const OUTCOMES: Outcome[] = ['1', '2', '3', '4', '5', '6', '7']

type Texts = Required<Omit<ExaminationIn, 'version'>>

const TEXTS = ['reason', 'illness', 'past', 'general', 'organs', 'conclusion', 'plan'] as const

/** What the doctor writes, top to bottom in the order of the work; read plainly by others. */
export function ExamForm(props: { encounter: EncounterOut; visit: VisitOut; off: boolean }) {
  return props.off ? <Written visit={props.visit} /> : <Writing {...props} />
}

function Written({ visit }: { visit: VisitOut }) {
  const known = visit.examination
  if (!known) return null
  const lines: { label: string; value: string }[] = TEXTS.filter((each) => known[each]).map(
    (each) => ({ label: t(each), value: known[each] }),
  )
  if (known.outcome) lines.push({ label: t('outcome'), value: t(known.outcome) })
  if (known.follow_up) lines.push({ label: t('follow_up'), value: showDate(known.follow_up) })
  return (
    <Panel title={t('exam')}>
      <Facts of={lines} />
      <Dim>{t('saved', { at: showInstant(known.saved_at), by: known.saved_by_name })}</Dim>
    </Panel>
  )
}

function Writing({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const known = visit.examination
  const form = useForm<Texts>(
    {
      reason: known?.reason ?? encounter.reason,
      illness: known?.illness ?? '',
      past: known?.past ?? '',
      general: known?.general ?? '',
      organs: known?.organs ?? '',
      plan: known?.plan ?? '',
      conclusion: known?.conclusion ?? '',
      outcome: known?.outcome ?? null,
      follow_up: known?.follow_up ?? null,
    },
    { draft: `his.outpatient.exam:${encounter.id}` },
  )
  const save = useSubmit(
    (body: Texts, headers) =>
      hisOutpatientWrite({
        path: { encounter_id: encounter.id },
        body: { ...body, version: known?.version ?? 0 },
        headers,
      }),
    { done: (saved) => form.reset({ ...form.values, outcome: saved.outcome }) },
  )
  return (
    <Panel title={t('exam')}>
      <Form
        form={form}
        submit={save}
        onSubmit={save.submit}
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
