import { useRef } from 'react'
import type { ExamReadingOut } from '@/kernel/api/types.gen'
import { Alert, Button, Dim, Field, NumberField, Panel, Row, Select, Stack } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { Dictation } from './Dictation'
import css from './reading.module.css'
import type { useDraft } from './useDraft'
import { appended, expanded, filled } from './words'

type Part = 'findings' | 'conclusion' | 'recommendation'

/** The report as it is written: template, its fields, the text; macros and dictation. */
export function Editor({
  of,
  draft,
  size,
}: {
  of: ExamReadingOut
  draft: ReturnType<typeof useDraft>
  size: number
}) {
  const { said, change, savedAt, refusal } = draft
  const spoken = useRef<Part>('findings')
  const template = of.templates.find((each) => each.id === said.template_id)
  const choose = (id: string | null) => {
    const next = of.templates.find((each) => each.id === id)
    if (!next) {
      change({ template_id: null, structured: {} })
      return
    }
    const structured = Object.fromEntries(next.fields.map((f) => [f.key, f.normal]))
    change({
      template_id: next.id,
      structured,
      findings: filled(next.findings, structured),
      conclusion: next.conclusion,
      recommendation: next.recommendation,
    })
  }
  const put = (key: string, value: string) => {
    const structured = { ...said.structured, [key]: value }
    const before = template && filled(template.findings, said.structured)
    const untouched = template && said.findings === before
    change(
      untouched ? { structured, findings: filled(template.findings, structured) } : { structured },
    )
  }
  const write = (part: Part) => (text: string) => change({ [part]: expanded(text, of.macros) })
  const differs = template && said.findings !== filled(template.findings, said.structured)
  const area = (part: Part, lines: number, most: number, required = false) => (
    <fieldset
      className={css.area}
      ref={(box) => box?.style.setProperty('--text-size', `${size}px`)}
      onFocus={() => {
        spoken.current = part
      }}
    >
      <Field
        label={t(part)}
        lines={lines}
        most={most}
        required={required}
        name={part}
        value={said[part]}
        onChange={write(part)}
      />
    </fieldset>
  )
  return (
    <Panel
      title={t('report')}
      actions={
        <Dictation
          onHeard={(heard) =>
            change({ [spoken.current]: appended(said[spoken.current], heard) } as never)
          }
        />
      }
    >
      <Stack>
        {refusal && <Alert weight="warning">{refusal.sentence}</Alert>}
        <Select
          label={t('template')}
          placeholder={t('chooseTemplate')}
          value={said.template_id}
          onChange={choose}
          choices={of.templates.map((each) => ({ value: each.id, label: each.name }))}
        />
        {template && template.fields.length > 0 && (
          <Row columns={3}>
            {template.fields.map((field) => {
              const value = said.structured[field.key] ?? ''
              if (field.kind === 'choice') {
                return (
                  <Select
                    key={field.key}
                    label={field.label}
                    value={value || null}
                    onChange={(chosen) => put(field.key, chosen ?? '')}
                    choices={field.choices.map((each) => ({ value: each, label: each }))}
                  />
                )
              }
              if (field.kind === 'number') {
                return (
                  <NumberField
                    key={field.key}
                    label={field.label}
                    unit={field.unit}
                    decimals={2}
                    value={value === '' ? null : Number(value)}
                    onChange={(number) => put(field.key, number === null ? '' : String(number))}
                  />
                )
              }
              return (
                <Field
                  key={field.key}
                  label={field.label}
                  most={500}
                  value={value}
                  onChange={(text) => put(field.key, text)}
                />
              )
            })}
          </Row>
        )}
        {differs && (
          <Button
            small
            quiet
            onClick={() => change({ findings: filled(template.findings, said.structured) })}
          >
            {t('rewrite')}
          </Button>
        )}
        {area('findings', 9, 8000, true)}
        {area('conclusion', 3, 2000, true)}
        {area('recommendation', 2, 1000)}
        <Field
          label={t('critical')}
          hint={t('criticalHint')}
          most={500}
          name="critical"
          value={said.critical}
          onChange={(critical) => change({ critical })}
        />
        <Dim>
          {savedAt && `${t('savedAt', { at: showInstant(savedAt, 'time') })} · `}
          {t('macroHint')}
        </Dim>
      </Stack>
    </Panel>
  )
}
