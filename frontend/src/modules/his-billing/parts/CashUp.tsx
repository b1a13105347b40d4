import { hisBillingCloseShift } from '@/kernel/api/sdk.gen'
import type { CashShiftBalance, CashShiftCloseIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Facts, Field, Form, Money, NumberField, SidePanel, showMoney } from '@/kernel/ui'
import { t } from '../text'
import css from './billing.module.css'

/** Count the drawer by denomination; a difference is explained. */
export function CashUp({ shift, onClose }: { shift: CashShiftBalance; onClose: () => void }) {
  const start: Record<string, number | null> = Object.fromEntries(
    shift.denominations.map((value) => [String(value), null]),
  )
  const count = useForm(start, { draft: `his.billing.count:${shift.id}` })
  const form = useForm({ reason: '', handed_to: '' })
  const counted = countedOf(count.values)
  const difference = counted - Math.round(Number(shift.expected_now))
  const close = useSubmit(
    (body: CashShiftCloseIn, headers) =>
      hisBillingCloseShift({ path: { shift_id: shift.id }, body, headers }),
    {
      done: () => {
        count.reset()
        onClose()
      },
    },
  )
  return (
    <SidePanel open title={t('cashUp')} onClose={onClose}>
      <Form
        form={form}
        submit={close}
        onSubmit={(values) =>
          close.submit({
            count: Object.fromEntries(
              Object.entries(count.values).map(([value, pieces]) => [value, pieces ?? 0]),
            ),
            reason: values.reason,
            handed_to: values.handed_to,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={close.busy}>
            {t('closeShift')}
          </Button>
        }
      >
        <div className={css.count}>
          {shift.denominations.map((value, at) => (
            <NumberField
              key={value}
              label={showMoney(value)}
              least={0}
              autoFocus={at === 0}
              {...count.bind(String(value))}
            />
          ))}
        </div>
        <Facts
          of={[
            { label: t('counted'), value: <Money of={counted} strong /> },
            { label: t('inDrawer'), value: <Money of={shift.expected_now} /> },
            { label: t('difference'), value: <Money of={difference} strong /> },
          ]}
        />
        {difference !== 0 && (
          <Field label={t('differenceReason')} required lines={2} {...form.bind('reason')} />
        )}
        <Field label={t('handedTo')} {...form.bind('handed_to')} />
      </Form>
    </SidePanel>
  )
}

/** What the pieces add up to. */
export function countedOf(pieces: Record<string, number | null>): number {
  return Object.entries(pieces).reduce((sum, [value, n]) => sum + Number(value) * (n ?? 0), 0)
}
