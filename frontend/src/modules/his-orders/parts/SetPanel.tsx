import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminDepartmentsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisOrdersAddSet, hisOrdersSaveSet } from '@/kernel/api/sdk.gen'
import type { OrderSetIn, OrderSetOut, SetScope } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Form, Select, SidePanel } from '@/kernel/ui'
import { s } from '../textSets'
import { ServicePicker } from './ServicePicker'
import { SetLines } from './SetLines'

export type SetLine = OrderSetIn['lines'][number] & { name?: string }

const SCOPES: SetScope[] = ['own', 'department', 'facility']

/** One set: whose it is, what calls for it, what it orders. */
export function SetPanel({ of, onClose }: { of?: OrderSetOut; onClose: () => void }) {
  const mayShare = useMay('his.orders.set.edit')
  const mayEdit = !of || of.mine || (mayShare && of.scope !== 'own')
  const [lines, setLines] = useState<SetLine[]>((of?.lines ?? []) as SetLine[])
  const form = useForm({
    name: of?.name ?? '',
    scope: (of?.scope ?? 'own') as SetScope | null,
    department: of?.department_id ?? null,
    icd: of?.icd.join(', ') ?? '',
  })
  const departments = useQuery({
    ...hisAdminDepartmentsOptions({ query: { limit: 200 } }),
    enabled: mayShare,
  })
  const save = useSubmit(
    (body: OrderSetIn, headers) =>
      of && mayEdit
        ? hisOrdersSaveSet({ path: { set_id: of.id }, body, headers })
        : hisOrdersAddSet({ body, headers }),
    { done: onClose },
  )
  const body = (active: boolean): OrderSetIn => {
    const { name, scope, department, icd } = form.values
    return {
      name,
      scope: mayEdit ? (scope ?? 'own') : 'own',
      department_id: mayEdit && scope === 'department' ? department : null,
      icd: icd
        .toUpperCase()
        .split(/[,;\s]+/)
        .filter(Boolean),
      lines: lines.map(({ name: _, ...line }) => line),
      active,
      version: mayEdit ? (of?.version ?? 0) : 0,
    }
  }
  return (
    <SidePanel open title={of?.name ?? s('newSet')} onClose={onClose}>
      {!mayEdit && <Alert weight="info">{s('readOnly')}</Alert>}
      <Form
        form={form}
        submit={save}
        onSubmit={() => save.submit(body(true))}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy} off={lines.length === 0}>
              {!mayEdit ? s('copy') : of && !of.active ? s('resume') : s('save')}
            </Button>
            {of?.active && mayEdit && (
              <Button danger busy={save.busy} onClick={() => save.submit(body(false))}>
                {s('end')}
              </Button>
            )}
          </>
        }
      >
        <Field label={s('name')} required most={200} {...form.bind('name')} />
        {mayShare && !of && (
          <Select
            label={s('scope')}
            required
            choices={SCOPES.map((value) => ({ value, label: s(value) }))}
            {...form.bind('scope')}
          />
        )}
        {mayShare && form.values.scope === 'department' && (
          <Select
            label={s('department')}
            required
            choices={(departments.data?.items ?? [])
              .filter((each) => each.active)
              .map(({ id, name }) => ({ value: id, label: name }))}
            {...form.bind('department')}
          />
        )}
        <Field label={s('icd')} hint={s('icdHint')} {...form.bind('icd')} />
        <SetLines lines={lines} onChange={setLines} />
        <ServicePicker
          label={s('addService')}
          onChoose={({ code, name }) =>
            setLines((before) =>
              before.some((line) => line.service_code === code)
                ? before
                : [...before, { service_code: code, quantity: 1, name }],
            )
          }
        />
      </Form>
    </SidePanel>
  )
}
