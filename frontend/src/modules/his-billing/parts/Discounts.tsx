import { useState } from 'react'
import { hisBillingAskDiscount } from '@/kernel/api/sdk.gen'
import type { BillOut, DiscountIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, NumberField, Panel, SidePanel, Status } from '@/kernel/ui'
import { t } from '../text'
import { plain } from './BillLines'
import css from './billing.module.css'

const TONE = { asked: 'blue', approved: 'green', refused: 'grey' } as const

/** What is let off: asked here, decided by a second person. */
export function Discounts({ bill }: { bill: BillOut }) {
  const may = useMay('his.billing.discount.ask')
  const [open, setOpen] = useState(false)
  const form = useForm({ percent: null as number | null, reason: '' })
  const ask = useSubmit(
    (body: DiscountIn, headers) =>
      hisBillingAskDiscount({ path: { encounter_id: bill.encounter_id }, body, headers }),
    {
      done: () => {
        form.reset()
        setOpen(false)
      },
    },
  )
  if (bill.discounts.length === 0 && !(may && Number(bill.open) > 0)) return null
  return (
    <Panel title={t('discount')}>
      {bill.discounts.map((each) => (
        <div key={each.id} className={css.discount}>
          <span>
            {plain(each.percent)}% · {each.reason}
          </span>
          <Status tone={TONE[each.state]}>{t(each.state)}</Status>
        </div>
      ))}
      {may && Number(bill.open) > 0 && (
        <Button quiet small onClick={() => setOpen(true)}>
          {t('askDiscount')}
        </Button>
      )}
      <SidePanel open={open} title={t('askDiscount')} onClose={() => setOpen(false)}>
        <Form
          form={form}
          submit={ask}
          onSubmit={(values) =>
            ask.submit({ percent: String(values.percent ?? 0), reason: values.reason })
          }
          actions={
            <Button primary submit hotkey="F9" busy={ask.busy}>
              {t('ask')}
            </Button>
          }
        >
          <NumberField
            label={t('percent')}
            required
            least={1}
            most={100}
            autoFocus
            {...form.bind('percent')}
          />
          <Field label={t('reason')} required lines={2} {...form.bind('reason')} />
        </Form>
      </SidePanel>
    </Panel>
  )
}
