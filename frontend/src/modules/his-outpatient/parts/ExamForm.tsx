import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import {
  hisOutpatientExamTemplatesOptions,
  hisOutpatientPhrasesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisOutpatientWrite } from '@/kernel/api/sdk.gen'
import type {
  EncounterOut,
  ExaminationIn,
  ExaminationOut,
  Outcome,
  VisitOut,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { newKey, useSubmit } from '@/kernel/submit'
import { Button, DateField, Dim, Facts, Field, Form, Panel, Row, Select } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import type { Unsaved } from './Closing'
import { expand } from './phrases'

const OUTCOMES: Outcome[] = ['1', '2', '3', '4', '5', '6', '7']

/** What is being written, and the version it began from: whoever saved meanwhile is not lost. */
type Texts = Required<ExaminationIn>

const TEXTS = ['reason', 'illness', 'past', 'general', 'organs', 'conclusion', 'plan'] as const

type Props = { encounter: EncounterOut; visit: VisitOut; unsaved: Unsaved }

/** What the doctor writes, top to bottom in the order of the work; read plainly by others. */
export function ExamForm(props: Props & { off: boolean }) {
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
  for (const each of of.sections ?? []) {
    if (each.text) lines.push({ label: each.title, value: each.text })
  }
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
    sections: known?.sections ?? [],
    outcome: known?.outcome ?? null,
    follow_up: known?.follow_up ?? null,
    version: known?.version ?? 0,
  }
}

function Writing({ encounter, visit, unsaved }: Props) {
  const known = visit.examination
  const form = useForm<Texts>(textsOf(known, encounter), {
    draft: `his.outpatient.exam:${encounter.id}`,
  })
  const path = { encounter_id: encounter.id }
  const saved = ({ outcome, version }: ExaminationOut) =>
    form.reset({ ...form.values, outcome, version })
  const save = useSubmit((body: Texts, headers) => hisOutpatientWrite({ path, body, headers }), {
    done: saved,
  })
  // The key that ends the visit takes along what is still only typed.
  useEffect(() => {
    const now = () =>
      hisOutpatientWrite({
        path,
        body: form.values,
        headers: { 'Idempotency-Key': newKey() },
      }).then(({ data }) => saved(data))
    unsaved.current = form.dirty ? now : null
    return () => {
      unsaved.current = null
    }
  })
  const newer = (known?.version ?? 0) > form.values.version
  const follow = newer && !form.dirty && !save.busy
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another saved shows while nothing is typed
  useEffect(() => {
    if (follow) form.reset(textsOf(known, encounter))
  }, [follow])

  const icd = visit.diagnoses.map((each) => each.code)
  const templates = useQuery(hisOutpatientExamTemplatesOptions({ query: { icd } }))
  const phrases = useQuery(hisOutpatientPhrasesOptions())
  const sections = form.values.sections ?? []

  /** A field in which `.word` becomes its sentence. */
  function prose(name: (typeof TEXTS)[number]) {
    const bound = form.bind(name)
    return {
      ...bound,
      onChange: (text: string) => bound.onChange(expand(text, phrases.data?.items ?? [])),
    }
  }

  /** Fills what is empty; what was typed stays. */
  function take(id: string | null) {
    const chosen = templates.data?.items.find((each) => each.id === id)
    if (!chosen) return
    const texts = Object.fromEntries(
      TEXTS.filter((name) => !form.values[name] && chosen.texts[name]).map((name) => [
        name,
        chosen.texts[name],
      ]),
    )
    const have = sections.map((each) => each.title)
    const more = (chosen.sections as { title: string; text: string }[]).filter(
      (each) => !have.includes(each.title),
    )
    form.setAll({ ...texts, sections: [...sections, ...more] })
  }

  function fill(title: string, text: string) {
    const said = expand(text, phrases.data?.items ?? [])
    form.set(
      'sections',
      sections.map((each) => (each.title === title ? { title, text: said } : each)),
    )
  }

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
        {(templates.data?.items.length ?? 0) > 0 && (
          <Select<string>
            label={t('template')}
            placeholder={t('chooseTemplate')}
            hint={phrases.data?.items.length ? t('phraseHint') : undefined}
            value={null}
            onChange={take}
            choices={(templates.data?.items ?? []).map(({ id, name, specialty }) => ({
              value: id,
              label: name,
              extra: t(`s_${specialty}`),
            }))}
          />
        )}
        <Field label={t('reason')} most={500} {...form.bind('reason')} />
        <Row columns={2}>
          <Field label={t('illness')} lines={3} most={4000} {...prose('illness')} />
          <Field label={t('past')} lines={3} most={4000} {...prose('past')} />
        </Row>
        <Row columns={2}>
          <Field label={t('general')} lines={3} most={4000} {...prose('general')} />
          <Field label={t('organs')} lines={3} most={4000} {...prose('organs')} />
        </Row>
        {sections.length > 0 && (
          <Row columns={2}>
            {sections.map((each) => (
              <Field
                key={each.title}
                label={each.title}
                name={`section-${each.title}`}
                lines={2}
                most={4000}
                value={each.text ?? ''}
                onChange={(text) => fill(each.title, text)}
              />
            ))}
          </Row>
        )}
        <Row columns={2}>
          <Field label={t('conclusion')} lines={2} most={4000} {...prose('conclusion')} />
          <Field label={t('plan')} lines={2} most={4000} {...prose('plan')} />
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
