import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisReportsFreeze, hisReportsSave } from '@/kernel/api/sdk.gen'
import type { SheetOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, Form, Row, SidePanel } from '@/kernel/ui'
import { t } from '../text'

type Props = { sheet: SheetOut; filter: string[] }

/** Freeze what is shown, or keep the choice of filters as one's own. */
export function Keeping({ sheet, filter }: Props) {
  const mayFreeze = useMay('his.reports.snapshot.freeze')
  const [open, setOpen] = useState<'freeze' | 'save'>()
  const close = () => setOpen(undefined)
  return (
    <Row>
      {mayFreeze && <Button onClick={() => setOpen('freeze')}>{t('freeze')}</Button>}
      <Button quiet onClick={() => setOpen('save')}>
        {t('save')}
      </Button>
      <SidePanel open={open !== undefined} title={t(open ?? 'save')} onClose={close}>
        {open === 'freeze' && <Freezing sheet={sheet} filter={filter} />}
        {open === 'save' && <Saving sheet={sheet} filter={filter} onDone={close} />}
      </SidePanel>
    </Row>
  )
}

function Freezing({ sheet, filter }: Props) {
  const navigate = useNavigate()
  const form = useForm({ note: '' })
  const freeze = useSubmit(
    (body: { note: string }, headers) =>
      hisReportsFreeze({
        path: { report_id: sheet.report.id },
        body: { ...body, since: sheet.since, until: sheet.until, filters: filter },
        headers,
      }),
    { done: (kept) => navigate({ to: `/reports/frozen/${kept.id}` } as never) },
  )
  return (
    <Form
      form={form}
      submit={freeze}
      onSubmit={freeze.submit}
      actions={
        <Button primary submit busy={freeze.busy}>
          {t('freeze')}
        </Button>
      }
    >
      <Dim>{t('freezeTells')}</Dim>
      <Field label={t('note')} lines={3} most={500} {...form.bind('note')} />
    </Form>
  )
}

function Saving({ sheet, filter, onDone }: Props & { onDone: () => void }) {
  const form = useForm({ name: '' })
  const save = useSubmit(
    (body: { name: string }, headers) =>
      hisReportsSave({
        path: { report_id: sheet.report.id },
        body: { ...body, filters: filter },
        headers,
      }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('name')} required autoFocus {...form.bind('name')} />
    </Form>
  )
}
