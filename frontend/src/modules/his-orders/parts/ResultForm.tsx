import { type KeyboardEvent, useRef, useState } from 'react'
import {
  hisOrdersApproveResult,
  hisOrdersCorrectResult,
  hisOrdersSaveResult,
} from '@/kernel/api/sdk.gen'
import type { ResultIn, ResultOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Field, Form, Panel, Select, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { TestGrid } from './TestGrid'

type Typed = { values: Record<string, string>; text: string; conclusion: string }

function started({ sheet, order }: ResultOut): Typed {
  const last = order.reports.at(-1)
  const facts = last?.facts as { text?: string; conclusion?: string } | null
  const lines = (sheet?.lines ?? []) as { test: string; value: string }[]
  return {
    values: Object.fromEntries(lines.map((line) => [line.test, line.value])),
    text: sheet?.text ?? facts?.text ?? '',
    conclusion: sheet?.conclusion ?? facts?.conclusion ?? '',
  }
}

/** Values with this patient's ranges, or a description and conclusion; Enter goes on. */
export function ResultForm({ result }: { result: ResultOut }) {
  const { order, sheet } = result
  const path = { order_id: order.id }
  const out = order.state === 'fulfilled' || order.state === 'corrected'
  const mayApprove = useMay('his.orders.result.approve')
  const version = sheet?.version ?? 0
  const form = useForm<Typed>(started(result), {
    draft: out ? undefined : `his.orders.result:${order.id}`,
  })
  const box = useRef<HTMLDivElement>(null)
  const [correcting, setCorrecting] = useState(false)
  const save = useSubmit(
    (body: ResultIn, headers) => hisOrdersSaveResult({ path, body, headers }),
    { done: () => form.reset() },
  )
  const approve = useSubmit((_: null, headers) =>
    hisOrdersApproveResult({ path, body: { version }, headers }),
  )
  const correct = useSubmit(
    (reason: string, headers) =>
      hisOrdersCorrectResult({ path, body: { ...form.values, reason }, headers }),
    { done: () => setCorrecting(false) },
  )
  const waits = sheet?.state === 'entered' && !out

  function send(enter: boolean) {
    save.submit({ ...form.values, version, enter })
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const fields = [...(box.current?.querySelectorAll<HTMLInputElement>('input[data-test]') ?? [])]
    const at = fields.indexOf(event.target as HTMLInputElement)
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (at < 0 || !step || event.ctrlKey) return
    const next = fields[at + step]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.select()
  }

  const verb = t(result.needs_approval ? 'enterApprove' : 'enter')
  return (
    <Panel
      title={out ? t('correct') : t('entry')}
      actions={
        waits && (
          <>
            <Status tone="amber">{t('entered')}</Status>
            {mayApprove && (
              <Button primary hotkey="F8" busy={approve.busy} onClick={() => approve.submit(null)}>
                {t('approve')}
              </Button>
            )}
          </>
        )
      }
    >
      <Form
        form={form}
        submit={out ? correct : approve.refusal ? { ...save, refusal: approve.refusal } : save}
        onSubmit={() => (out ? setCorrecting(true) : send(true))}
        actions={
          out ? (
            <Button danger submit>
              {t('correct')}
            </Button>
          ) : (
            <>
              <Button primary={!waits} submit hotkey="F9" busy={save.busy}>
                {verb}
              </Button>
              <Button hotkey="Ctrl+S" onClick={() => send(false)}>
                {t('keepDraft')}
              </Button>
              {sheet?.entered_at && (
                <Dim>
                  {t('enteredBy', {
                    at: showInstant(sheet.entered_at, 'time'),
                    by: sheet.entered_by_name,
                  })}
                </Dim>
              )}
            </>
          )
        }
      >
        {result.tests.length > 0 && (
          // biome-ignore lint/a11y/noStaticElementInteractions: arrows and Enter move between its fields
          <div ref={box} onKeyDown={onKeyDown}>
            <TestGrid
              tests={result.tests}
              values={form.values.values}
              onChange={(code, value) =>
                form.set('values', { ...form.values.values, [code]: value })
              }
            />
          </div>
        )}
        {result.templates.length > 0 && (
          <Select<string>
            label={t('template')}
            value={null}
            onChange={(id) => {
              const chosen = result.templates.find((each) => each.id === id)
              if (chosen) form.setAll({ text: chosen.text, conclusion: chosen.conclusion })
            }}
            choices={result.templates.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Field
          label={result.tests.length > 0 ? t('note') : t('description')}
          lines={result.tests.length > 0 ? 2 : 8}
          most={8000}
          {...form.bind('text')}
        />
        <Field label={t('conclusion')} lines={2} most={2000} {...form.bind('conclusion')} />
      </Form>
      {correcting && (
        <DangerPanel
          open
          title={t('correct')}
          verb={t('correct')}
          before={order.reports.at(-1)?.text ?? ''}
          after={[
            ...result.tests.map((each) => `${each.name}: ${form.values.values[each.code] ?? ''}`),
            form.values.text,
            form.values.conclusion,
          ]
            .filter(Boolean)
            .join('\n')}
          tells={[
            ...new Set([order.placed_by_name, ...result.readings.map((r) => r.reader_name)]),
          ].join(', ')}
          busy={correct.busy}
          refusal={correct.refusal}
          onAct={correct.submit}
          onClose={() => setCorrecting(false)}
        />
      )}
    </Panel>
  )
}
