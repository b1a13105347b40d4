import { hisBillingDeposit } from '@/kernel/api/sdk.gen'
import type { BillDepositIn, BillOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, NumberField, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { dong } from './words'

/** Money left before anything is invoiced. */
export function DepositPanel({ bill, onClose }: { bill: BillOut; onClose: () => void }) {
  const form = useForm({ amount: null as number | null, method: 'cash', reference: '' })
  const leave = useSubmit(
    (body: BillDepositIn, headers) =>
      hisBillingDeposit({ path: { encounter_id: bill.encounter_id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('depositTitle')} onClose={onClose}>
      <Form
        form={form}
        submit={leave}
        onSubmit={(values) =>
          leave.submit({
            tender: {
              method: values.method === 'card' ? 'card' : 'cash',
              amount: dong(values.amount),
              reference: values.reference,
            },
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={leave.busy}>
            {t('take')}
          </Button>
        }
      >
        <NumberField label={t('amount')} required least={1} autoFocus {...form.bind('amount')} />
        <Select
          label={t('method')}
          value={form.values.method}
          onChange={(value) => form.set('method', value ?? 'cash')}
          choices={[
            { value: 'cash', label: t('cash') },
            { value: 'card', label: t('card') },
          ]}
        />
        <Field label={t('reference')} {...form.bind('reference')} />
      </Form>
    </SidePanel>
  )
}
