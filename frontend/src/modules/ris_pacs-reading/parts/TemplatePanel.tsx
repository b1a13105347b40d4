import { useState } from 'react'
import {
  risPacsReadingChangeReportTemplate,
  risPacsReadingMakeReportTemplate,
} from '@/kernel/api/sdk.gen'
import type { ReportTemplateIn, ReportTemplateOut, TemplateFieldOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Panel, Row, Select, SidePanel, Stack } from '@/kernel/ui'
import { s } from '../textDesk'

type Kind = 'number' | 'choice' | 'text'
const KINDS: Kind[] = ['number', 'choice', 'text']
const BLANK: TemplateFieldOut = {
  key: '',
  label: '',
  kind: 'text',
  unit: '',
  choices: [],
  normal: '',
}

/** A template: its text with places, and the fields that fill them. */
export function TemplatePanel({ of, onClose }: { of?: ReportTemplateOut; onClose: () => void }) {
  const form = useForm({
    name: of?.name ?? '',
    modality: of?.modality ?? '',
    service_code: of?.service_code ?? '',
    sex: (of?.sex ?? '') as '' | 'male' | 'female' | null,
    findings: of?.findings ?? '',
    conclusion: of?.conclusion ?? '',
    recommendation: of?.recommendation ?? '',
  })
  const [fields, setFields] = useState<TemplateFieldOut[]>(of?.fields ?? [])
  const save = useSubmit(
    (body: ReportTemplateIn, headers) =>
      of
        ? risPacsReadingChangeReportTemplate({ path: { template_id: of.id }, body, headers })
        : risPacsReadingMakeReportTemplate({ body, headers }),
    { done: onClose },
  )
  const send = (active: boolean) =>
    save.submit({
      ...form.values,
      sex: form.values.sex ?? '',
      modality: form.values.modality.toUpperCase(),
      fields: fields
        .filter((each) => each.key && each.label)
        .map((each) => ({ ...each, kind: each.kind as Kind })),
      active,
      version: of?.version ?? 0,
    })
  const put = (at: number, some: Partial<TemplateFieldOut>) =>
    setFields((now) => now.map((each, n) => (n === at ? { ...each, ...some } : each)))
  return (
    <SidePanel open title={of?.name ?? s('newTemplate')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={() => send(true)}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy}>
              {of && !of.active ? s('resume') : s('save')}
            </Button>
            {of?.active && (
              <Button danger busy={save.busy} onClick={() => send(false)}>
                {s('end')}
              </Button>
            )}
          </>
        }
      >
        <Field label={s('name')} required most={200} {...form.bind('name')} />
        <Row columns={3}>
          <Field label={s('modality')} most={16} {...form.bind('modality')} />
          <Field label={s('service')} most={60} {...form.bind('service_code')} />
          <Select
            label={s('sex')}
            choices={[
              { value: '', label: s('both') },
              { value: 'male', label: s('male') },
              { value: 'female', label: s('female') },
            ]}
            {...form.bind('sex')}
          />
        </Row>
        <Field
          label={s('findings')}
          hint={s('placeHint')}
          required
          lines={8}
          most={8000}
          {...form.bind('findings')}
        />
        <Field label={s('conclusion')} lines={2} most={2000} {...form.bind('conclusion')} />
        <Field label={s('recommendation')} lines={2} most={1000} {...form.bind('recommendation')} />
        <Panel title={s('fields')}>
          <Stack>
            {fields.map((each, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: keys are typed here; the order is kept
              <div key={n}>
                <Row columns={3}>
                  <Field
                    label={s('fieldKey')}
                    most={40}
                    value={each.key}
                    onChange={(key) => put(n, { key })}
                  />
                  <Field
                    label={s('fieldLabel')}
                    most={200}
                    value={each.label}
                    onChange={(label) => put(n, { label })}
                  />
                  <Select
                    label={s('fieldKind')}
                    value={each.kind as Kind}
                    choices={KINDS.map((value) => ({ value, label: s(value) }))}
                    onChange={(kind) => put(n, { kind: kind ?? 'text' })}
                  />
                </Row>
                <Row columns={2}>
                  {each.kind === 'choice' ? (
                    <Field
                      label={s('choices')}
                      value={each.choices.join('; ')}
                      onChange={(text) => put(n, { choices: text.split(/;\s*/) })}
                    />
                  ) : (
                    <Field
                      label={s('unit')}
                      most={20}
                      value={each.unit}
                      onChange={(unit) => put(n, { unit })}
                    />
                  )}
                  <Field
                    label={s('normal')}
                    most={200}
                    value={each.normal}
                    onChange={(normal) => put(n, { normal })}
                  />
                </Row>
                <Button small quiet onClick={() => setFields(fields.filter((_, at) => at !== n))}>
                  {s('remove')}
                </Button>
              </div>
            ))}
            <Button small onClick={() => setFields([...fields, BLANK])}>
              {s('addField')}
            </Button>
          </Stack>
        </Panel>
      </Form>
    </SidePanel>
  )
}
