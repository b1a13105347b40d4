import { useQuery } from '@tanstack/react-query'
import { lisTestsRejectionReasonsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsAddRejectionReason, lisTestsSaveRejectionReason } from '@/kernel/api/sdk.gen'
import type { RejectionReasonIn, RejectionReasonOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { CodeList } from './CodeList'

/** Why a specimen is not taken. */
export function Reasons() {
  const found = useQuery(lisTestsRejectionReasonsOptions({ query: { ended: true } }))
  return (
    <CodeList<RejectionReasonOut>
      label={t('reasons')}
      found={found}
      columns={[
        { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
        { head: t('name'), show: (row) => row.name, phone: 'title' },
        { head: t('nameEn'), show: (row) => row.name_en, phone: 'hide' },
        { head: t('recollect'), show: (row) => t(row.recollect ? 'yes' : 'no') },
      ]}
      panel={(of, onClose) => <ReasonPanel of={of} onClose={onClose} />}
    />
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
