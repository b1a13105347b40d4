import { hisBillingPayOut } from '@/kernel/api/sdk.gen'
import type { BillOut, PayOutIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Field,
  Form,
  NumberField,
  Select,
  SidePanel,
  Stack,
  showMoney,
} from '@/kernel/ui'
import { t } from '../text'
import { SlipButton } from './SlipButton'
import { dong } from './words'

/** What is left of a deposit goes back. */
export function PayOutPanel({ bill, onClose }: { bill: BillOut; onClose: () => void }) {
  const form = useForm({
    amount: Math.floor(Number(bill.deposit)) as number | null,
    method: 'cash',
    reason: '',
  })
  const give = useSubmit((body: PayOutIn, headers) =>
    hisBillingPayOut({ path: { encounter_id: bill.encounter_id }, body, headers }),
  )
  if (give.done)
    return (
      <SidePanel open title={t('payOut')} onClose={onClose}>
        <Stack>
          <Alert weight="info">
            {t('depositBack', {
              amount: showMoney(give.done.amount.replace('-', '')),
              code: give.done.code,
            })}
          </Alert>
          <SlipButton payment={give.done.id} />
          <Button onClick={onClose}>{t('close')}</Button>
        </Stack>
      </SidePanel>
    )
  return (
    <SidePanel open title={t('payOut')} onClose={onClose}>
      <Form
        form={form}
        submit={give}
        onSubmit={(values) =>
          give.submit({
            version: bill.version,
            amount: dong(values.amount),
            method: values.method === 'transfer' ? 'transfer' : 'cash',
            reason: values.reason,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={give.busy}>
            {t('payOut')}
          </Button>
        }
      >
        <NumberField label={t('amount')} required least={1} {...form.bind('amount')} />
        <Select
          label={t('giveBack')}
          value={form.values.method}
          onChange={(value) => form.set('method', value ?? 'cash')}
          choices={[
            { value: 'cash', label: t('cash') },
            { value: 'transfer', label: t('transfer') },
          ]}
        />
        <Field label={t('reason')} required autoFocus {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}
