import { hisOutpatientWrite } from '@/kernel/api/sdk.gen'
import type { EncounterOut, ExaminationIn, Outcome, VisitOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, DateField, Dim, Field, Form, Panel, Row, Select } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

const OUTCOMES: Outcome[] = ['1', '2', '3', '4', '5', '6', '7']

type Written = Required<Omit<ExaminationIn, 'version'>>

/** What the doctor writes, top to bottom in the order of the work. */
export function ExamForm({
  encounter,
  visit,
  off,
}: {
  encounter: EncounterOut
  visit: VisitOut
  off: boolean
}) {
  const known = visit.examination
  const form = useForm<Written>(
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
    { draft: off ? undefined : `his.outpatient.exam:${encounter.id}` },
  )
  const save = useSubmit(
    (body: Written, headers) =>
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
          off ? undefined : (
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
          )
        }
      >
        <Field label={t('reason')} off={off} most={500} {...form.bind('reason')} />
        <Row columns={2}>
          <Field label={t('illness')} off={off} lines={3} most={4000} {...form.bind('illness')} />
          <Field label={t('past')} off={off} lines={3} most={4000} {...form.bind('past')} />
        </Row>
        <Row columns={2}>
          <Field label={t('general')} off={off} lines={3} most={4000} {...form.bind('general')} />
          <Field label={t('organs')} off={off} lines={3} most={4000} {...form.bind('organs')} />
        </Row>
        <Row columns={2}>
          <Field
            label={t('conclusion')}
            off={off}
            lines={2}
            most={4000}
            {...form.bind('conclusion')}
          />
          <Field label={t('plan')} off={off} lines={2} most={4000} {...form.bind('plan')} />
        </Row>
        <Row columns={2}>
          <Select
            label={t('outcome')}
            off={off}
            choices={OUTCOMES.map((value) => ({ value, label: t(value) }))}
            {...form.bind('outcome')}
          />
          <DateField label={t('follow_up')} off={off} {...form.bind('follow_up')} />
        </Row>
      </Form>
    </Panel>
  )
}
