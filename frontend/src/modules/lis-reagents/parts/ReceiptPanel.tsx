import { lisReagentsReagentList, lisReagentsReceive } from '@/kernel/api/sdk.gen'
import type { ReagentOut, ReagentReceiptIn } from '@/kernel/api/types.gen'
import { matches } from '@/kernel/fold'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DateField,
  Field,
  Form,
  NumberField,
  Picker,
  Row,
  Select,
  SidePanel,
} from '@/kernel/ui'
import { t } from '../text'

type Source = NonNullable<ReagentReceiptIn['source']>
const SOURCES: Source[] = ['supplier', 'pharmacy', 'consignment', 'aid', 'opening']
type Some = Pick<ReagentOut, 'id' | 'code' | 'name' | 'kit_unit'>

/** Kits came: by scan the lot and its expiry stand there already. */
export function ReceiptPanel(props: {
  reagent?: Some
  number?: string
  expiry?: string | null
  onClose: () => void
}) {
  const form = useForm({
    reagent: (props.reagent ?? null) as Some | null,
    number: props.number ?? '',
    expiry: (props.expiry ?? null) as string | null,
    kits: 1 as number | null,
    unit_price: null as number | null,
    source: 'supplier' as Source | null,
    paper: '',
  })
  const save = useSubmit(
    (body: ReagentReceiptIn, headers) => lisReagentsReceive({ body, headers }),
    { done: props.onClose },
  )
  return (
    <SidePanel
      open
      title={props.reagent ? t('newLotOf', { name: props.reagent.name }) : t('newLot')}
      onClose={props.onClose}
    >
      <Form
        form={form}
        submit={save}
        onSubmit={({ reagent, expiry, kits, unit_price, source, ...rest }) =>
          reagent &&
          expiry &&
          kits !== null &&
          save.submit({
            ...rest,
            reagent_id: reagent.id,
            expiry,
            kits: String(kits),
            unit_price: String(unit_price ?? 0),
            source: source ?? 'supplier',
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Picker<Some>
          label={t('reagent')}
          required
          list="lis.reagents.items"
          from={1}
          off={Boolean(props.reagent)}
          {...form.bind('reagent')}
          line={(each) => ({ key: each.id, code: each.code, name: each.name })}
          search={(q, signal) =>
            lisReagentsReagentList({ query: { limit: 200 }, signal }).then((a) =>
              a.data.items.filter((each) => matches(`${each.code} ${each.name}`, q)),
            )
          }
        />
        <Row columns={2}>
          <Field label={t('lotNumber')} required most={60} {...form.bind('number')} />
          <DateField label={t('expiry')} required {...form.bind('expiry')} />
        </Row>
        <Row columns={2}>
          <NumberField
            label={t('quantity')}
            unit={props.reagent?.kit_unit}
            required
            least={0.01}
            decimals={2}
            {...form.bind('kits')}
          />
          <NumberField label={t('price')} unit="đ" least={0} {...form.bind('unit_price')} />
        </Row>
        <Select<Source>
          label={t('source')}
          choices={SOURCES.map((value) => ({ value, label: t(value) }))}
          {...form.bind('source')}
        />
        <Field label={t('paper')} most={60} {...form.bind('paper')} />
      </Form>
    </SidePanel>
  )
}
