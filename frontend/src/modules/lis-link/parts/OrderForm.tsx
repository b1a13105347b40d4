import { useQuery } from '@tanstack/react-query'
import {
  lisLinkLinkedLaboratoriesOptions,
  lisSpecimensShipmentsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisLinkOrderOutside } from '@/kernel/api/sdk.gen'
import type { SendOutIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Form, Select } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** Order the open tests of a shipment from the laboratory to which it went. */
export function OrderForm({ onDone }: { onDone: () => void }) {
  const shipments = useQuery(lisSpecimensShipmentsOptions({ query: { outside: true } })).data?.items
  const found = useQuery(lisLinkLinkedLaboratoriesOptions())
  const laboratories = found.data?.laboratories ?? []
  const form = useForm({ shipment_id: null as string | null, partner_id: null as string | null })
  const send = useSubmit((body: SendOutIn, headers) => lisLinkOrderOutside({ body, headers }), {
    done: onDone,
  })
  return (
    <Form
      form={form}
      submit={send}
      onSubmit={(v) =>
        v.shipment_id &&
        v.partner_id &&
        send.submit({ shipment_id: v.shipment_id, partner_id: v.partner_id })
      }
      actions={
        <Button primary submit hotkey="F9" busy={send.busy}>
          {t('send')}
        </Button>
      }
    >
      <Dim>{t('orderNote')}</Dim>
      {found.isSuccess && laboratories.length === 0 && (
        <Alert weight="warning">{t('noLaboratory')}</Alert>
      )}
      <Select
        label={t('shipment')}
        required
        choices={(shipments ?? []).map((each) => ({
          value: each.id,
          label: `${each.code} ${each.to_name}`,
          extra: showInstant(each.made_at),
        }))}
        {...form.bind('shipment_id')}
      />
      <Select
        label={t('laboratory')}
        required
        choices={laboratories.map((each) => ({ value: each.id, label: each.name }))}
        {...form.bind('partner_id')}
      />
    </Form>
  )
}
