import { lisReagentsRemove } from '@/kernel/api/sdk.gen'
import type { ReagentLotOut, ReagentRemovalIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Field, Form, NumberField, Row } from '@/kernel/ui'
import { t } from '../text'

type Kind = ReagentRemovalIn['kind']
const KINDS: Kind[] = ['returned', 'destroyed', 'counted']

/** Unopened kits go back, are destroyed, or a count found another number. */
export function RemovalForm({ lot, onDone }: { lot: ReagentLotOut; onDone: () => void }) {
  const form = useForm({
    kind: 'destroyed' as Kind | null,
    kits: 1 as number | null,
    reason: '',
    paper: '',
  })
  const save = useSubmit(
    (body: ReagentRemovalIn, headers) =>
      lisReagentsRemove({ path: { lot_id: lot.id }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ kind, kits, ...rest }) =>
        kind && kits !== null && save.submit({ ...rest, kind, kits: String(kits) })
      }
      actions={
        <Button primary submit busy={save.busy}>
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
          label={t('quantity')}
          unit={lot.kit_unit}
          required
          decimals={2}
          {...form.bind('kits')}
        />
        <Field label={t('paper')} most={60} {...form.bind('paper')} />
      </Row>
      <Field label={t('reason')} required most={500} {...form.bind('reason')} />
    </Form>
  )
}
