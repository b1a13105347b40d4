import { hisOrdersAddTemplate, hisOrdersSaveTemplate } from '@/kernel/api/sdk.gen'
import type { ResultTemplateIn, ResultTemplateOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Select, SidePanel } from '@/kernel/ui'
import { s } from '../textSets'
import { ServicePicker } from './ServicePicker'

export const KINDS = ['imaging', 'function', 'procedure'] as const

/** A usual wording: for one service, or for all of a kind. */
export function TemplatePanel({ of, onClose }: { of?: ResultTemplateOut; onClose: () => void }) {
  const form = useForm({
    name: of?.name ?? '',
    kind: (of?.kind ?? 'imaging') as ResultTemplateIn['kind'] | null,
    service_code: of?.service_code ?? '',
    text: of?.text ?? '',
    conclusion: of?.conclusion ?? '',
  })
  const save = useSubmit(
    (body: ResultTemplateIn, headers) =>
      of
        ? hisOrdersSaveTemplate({ path: { template_id: of.id }, body, headers })
        : hisOrdersAddTemplate({ body, headers }),
    { done: onClose },
  )
  const send = (active: boolean) => {
    const { kind, ...said } = form.values
    save.submit({ ...said, kind: kind ?? 'imaging', active, version: of?.version ?? 0 })
  }
  const code = form.values.service_code
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
        <Select
          label={s('kind')}
          required
          choices={KINDS.map((value) => ({ value, label: s(value) }))}
          {...form.bind('kind')}
        />
        <ServicePicker
          label={s('ofService')}
          value={code ? { code, name: code } : null}
          onChoose={(service) => form.set('service_code', service.code)}
          onClear={() => form.set('service_code', '')}
        />
        <Field label={s('description')} required lines={8} most={8000} {...form.bind('text')} />
        <Field label={s('conclusion')} lines={2} most={2000} {...form.bind('conclusion')} />
      </Form>
    </SidePanel>
  )
}
