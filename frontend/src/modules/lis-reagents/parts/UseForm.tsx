import { lisReagentsUseKit } from '@/kernel/api/sdk.gen'
import type { KitUseIn, ReagentKitOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Field, Form, NumberField, Row } from '@/kernel/ui'
import { t } from '../text'

type Kind = KitUseIn['kind']
const KINDS: Kind[] = ['calibration', 'control', 'dead_volume', 'lost']

/** What no result says: calibration, priming, what was spilt. */
export function UseForm({ kit, onDone }: { kit: ReagentKitOut; onDone: () => void }) {
  const form = useForm({
    kind: 'calibration' as Kind | null,
    amount: null as number | null,
    test_code: '',
    note: '',
  })
  const save = useSubmit(
    (body: KitUseIn, headers) => lisReagentsUseKit({ path: { kit_id: kit.id }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ kind, amount, ...rest }) =>
        kind && amount !== null && save.submit({ ...rest, kind, amount: String(amount) })
      }
      actions={
        <Button submit busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Choose<Kind>
        label={t('kind')}
        choices={KINDS.map((value) => ({ value, label: t(value) }))}
        {...form.bind('kind')}
      />
      <Row columns={2}>
        <NumberField
          label={t('amount')}
          unit={kit.content_unit}
          required
          least={0.0001}
          decimals={4}
          {...form.bind('amount')}
        />
        <Field label={t('test')} most={60} {...form.bind('test_code')} />
      </Row>
      <Field label={t('note')} most={500} {...form.bind('note')} />
    </Form>
  )
}
