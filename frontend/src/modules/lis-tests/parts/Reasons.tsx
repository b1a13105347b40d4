import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisTestsRejectionReasonsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsAddRejectionReason, lisTestsSaveRejectionReason } from '@/kernel/api/sdk.gen'
import type { RejectionReasonIn, RejectionReasonOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Check, Field, Form, SidePanel, Stack, Status, Table } from '@/kernel/ui'
import { t } from '../text'

/** Why a specimen is not taken. */
export function Reasons() {
  const mayEdit = useMay('lis.tests.section.edit')
  const found = useQuery(lisTestsRejectionReasonsOptions({ query: { ended: true } }))
  const [open, setOpen] = useState<RejectionReasonOut | 'new'>()
  return (
    <Stack>
      {mayEdit && <Button onClick={() => setOpen('new')}>{t('add')}</Button>}
      <Awaited of={found} rows={8}>
        {(page) => (
          <Table<RejectionReasonOut>
            label={t('reasons')}
            rows={page.items}
            keyOf={(row) => row.id}
            onOpen={mayEdit ? setOpen : undefined}
            toneOf={(row) => (row.active ? undefined : 'dim')}
            columns={[
              { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
              { head: t('name'), show: (row) => row.name, phone: 'title' },
              { head: t('nameEn'), show: (row) => row.name_en, phone: 'hide' },
              { head: t('recollect'), show: (row) => t(row.recollect ? 'yes' : 'no') },
              {
                head: t('state'),
                show: (row) => (row.active ? null : <Status tone="grey">{t('ended')}</Status>),
              },
            ]}
          />
        )}
      </Awaited>
      {open && (
        <ReasonPanel of={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Stack>
  )
}

function ReasonPanel({ of, onClose }: { of?: RejectionReasonOut; onClose: () => void }) {
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    recollect: of?.recollect ?? true,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: RejectionReasonIn, headers) =>
      of
        ? lisTestsSaveRejectionReason({ path: { reason_id: of.id }, body, headers })
        : lisTestsAddRejectionReason({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of?.name ?? t('add')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={(said) => save.submit({ ...said, version: of?.version ?? 0 })}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('code')} required off={Boolean(of)} most={20} {...form.bind('code')} />
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
        <Check label={t('recollect')} {...form.bind('recollect')} />
        {of && <Check label={t('live')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
