import { useQuery } from '@tanstack/react-query'
import { risPacsLinkImagingPartnersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsLinkOrderExamElsewhere } from '@/kernel/api/sdk.gen'
import type { ExamRequestIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Field, Form, Select } from '@/kernel/ui'
import { t } from '../text'

/** Let another imaging system carry out an order of the house. */
export function RequestForm({ onDone }: { onDone: () => void }) {
  const found = useQuery(risPacsLinkImagingPartnersOptions())
  const partners = found.data?.partners ?? []
  const form = useForm({ order_code: '', partner_id: null as string | null, note: '' })
  const send = useSubmit(
    (body: ExamRequestIn, headers) => risPacsLinkOrderExamElsewhere({ body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={send}
      onSubmit={(v) => v.partner_id && send.submit({ ...v, partner_id: v.partner_id })}
      actions={
        <Button primary submit hotkey="F9" busy={send.busy}>
          {t('send')}
        </Button>
      }
    >
      <Dim>{t('orderNote')}</Dim>
      {found.isSuccess && partners.length === 0 && <Alert weight="warning">{t('noPartner')}</Alert>}
      <Field label={t('code')} required {...form.bind('order_code')} />
      <Select
        label={t('partner')}
        required
        choices={partners.map((each) => ({ value: each.id, label: each.name }))}
        {...form.bind('partner_id')}
      />
      <Field label={t('note')} {...form.bind('note')} />
    </Form>
  )
}
