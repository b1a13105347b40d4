import { hisBillingMoveCash } from '@/kernel/api/sdk.gen'
import type { CashMoveIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, Form, NumberField, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { dong } from './words'

/** Cash between the drawer and the treasury. */
export function MoveCash({ onClose }: { onClose: () => void }) {
  const form = useForm({ amount: null as number | null, other: '', reason: '' })
  const move = useSubmit((body: CashMoveIn, headers) => hisBillingMoveCash({ body, headers }), {
    done: onClose,
  })
  return (
    <SidePanel open title={t('moveCash')} onClose={onClose}>
      <Dim>{t('moveHint')}</Dim>
      <Form
        form={form}
        submit={move}
        onSubmit={(values) =>
          move.submit({ amount: dong(values.amount), other: values.other, reason: values.reason })
        }
        actions={
          <Button primary submit hotkey="F9" busy={move.busy}>
            {t('save')}
          </Button>
        }
      >
        <NumberField label={t('amount')} required autoFocus {...form.bind('amount')} />
        <Field label={t('moveTo')} required {...form.bind('other')} />
        <Field label={t('reason')} required {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}
