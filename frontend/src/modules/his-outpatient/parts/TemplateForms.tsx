import {
  hisOutpatientAddExamTemplate,
  hisOutpatientAddPhrase,
  hisOutpatientSaveExamTemplate,
  hisOutpatientSavePhrase,
} from '@/kernel/api/sdk.gen'
import type {
  ExamTemplateIn,
  ExamTemplateOut,
  PhraseIn,
  PhraseOut,
  Specialty,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'

const SPECIALTIES: Specialty[] = [
  'general',
  'internal',
  'paediatrics',
  'obstetrics',
  'surgery',
  'ent',
  'eye',
  'dental',
  'dermatology',
  'traditional',
  'check_up',
]
const TEXTS = ['illness', 'past', 'general', 'organs', 'conclusion', 'plan'] as const

/** A template: the usual text of each field, and sections of its own. */
export function TemplateForm({ of, onClose }: { of?: ExamTemplateOut; onClose: () => void }) {
  const texts = of?.texts ?? {}
  const form = useForm({
    name: of?.name ?? '',
    specialty: (of?.specialty ?? 'general') as Specialty | null,
    own: of?.own ?? false,
    active: of?.active ?? true,
    icd: of?.icd.join(', ') ?? '',
    sections: (of?.sections ?? []).map((each) => String(each.title)).join('\n'),
    illness: texts.illness ?? '',
    past: texts.past ?? '',
    general: texts.general ?? '',
    organs: texts.organs ?? '',
    conclusion: texts.conclusion ?? '',
    plan: texts.plan ?? '',
  })
  const save = useSubmit(
    (body: ExamTemplateIn, headers) =>
      of
        ? hisOutpatientSaveExamTemplate({ path: { template_id: of.id }, body, headers })
        : hisOutpatientAddExamTemplate({ body, headers }),
    { done: onClose },
  )
  const held = new Map((of?.sections ?? []).map((each) => [each.title, each.text]))
  return (
    <SidePanel open title={of?.name ?? t('newTemplate')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ name, specialty, own, active, icd, sections, ...said }) =>
          save.submit({
            name,
            specialty: specialty ?? 'general',
            own,
            active,
            texts: said,
            icd: icd
              .split(/[,;\s]+/)
              .map((each) => each.trim().toUpperCase())
              .filter(Boolean),
            sections: sections
              .split('\n')
              .map((title) => title.trim())
              .filter(Boolean)
              .map((title) => ({ title, text: String(held.get(title) ?? '') })),
            version: of?.version ?? 0,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Select
          label={t('specialty')}
          required
          choices={SPECIALTIES.map((value) => ({ value, label: t(`s_${value}`) }))}
          {...form.bind('specialty')}
        />
        <Field label={t('icdPrefixes')} {...form.bind('icd')} />
        {TEXTS.map((name) => (
          <Field key={name} label={t(name)} lines={3} most={4000} {...form.bind(name)} />
        ))}
        <Field label={t('sections')} lines={4} {...form.bind('sections')} />
        {!of && <Check label={t('own')} {...form.bind('own')} />}
        <Check label={t('active')} {...form.bind('active')} />
      </Form>
    </SidePanel>
  )
}

/** A short word and its sentence. */
export function PhraseForm({ of, onClose }: { of?: PhraseOut; onClose: () => void }) {
  const form = useForm({
    word: of?.word ?? '',
    text: of?.text ?? '',
    own: of?.own ?? true,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: PhraseIn, headers) =>
      of
        ? hisOutpatientSavePhrase({ path: { phrase_id: of.id }, body, headers })
        : hisOutpatientAddPhrase({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of ? `.${of.word}` : t('newPhrase')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={(values) => save.submit({ ...values, version: of?.version ?? 0 })}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('word')} required most={20} hint={t('phraseHint')} {...form.bind('word')} />
        <Field label={t('sentence')} required lines={4} most={2000} {...form.bind('text')} />
        {!of && <Check label={t('own')} {...form.bind('own')} />}
        <Check label={t('active')} {...form.bind('active')} />
      </Form>
    </SidePanel>
  )
}
