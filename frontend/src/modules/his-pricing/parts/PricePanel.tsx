import { useQuery } from '@tanstack/react-query'
import { hisPricingPriceHistoryOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPricingSetPrice } from '@/kernel/api/sdk.gen'
import type { PriceHistoryOut, PriceIn, PriceOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DateField,
  Dim,
  Field,
  Form,
  Money,
  NumberField,
  Row,
  SidePanel,
  Table,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'

/** One thing's prices: the next one, and all that it ever had. */
export function PricePanel({ of: price, onClose }: { of: PriceOut; onClose: () => void }) {
  const may = useMay('his.pricing.price.set')
  const past = useQuery(
    hisPricingPriceHistoryOptions({ query: { kind: price.kind, code: price.code } }),
  )
  return (
    <SidePanel open title={`${price.code} ${price.name}`} onClose={onClose}>
      {may && <Next of={price} onClose={onClose} />}
      <Table<PriceHistoryOut>
        label={t('history')}
        rows={past.data?.items ?? []}
        keyOf={(row) => row.id}
        toneOf={(row) => (row.withdrawn_at || row.ended ? 'dim' : undefined)}
        columns={[
          {
            head: t('since'),
            show: (row) => (
              <>
                {row.valid_from.split('-').reverse().join('/')} <Dim>{t(row.payer)}</Dim>
              </>
            ),
          },
          {
            head: t('price'),
            show: (row) =>
              row.withdrawn_at ? (
                t('withdrawn')
              ) : row.ended ? (
                t('ended')
              ) : (
                <Money of={row.unit_price} />
              ),
            align: 'right',
          },
          {
            head: t('decision'),
            show: (row) => (
              <>
                {row.decision} <Dim>{row.made_by_name}</Dim>
              </>
            ),
          },
        ]}
      />
    </SidePanel>
  )
}

function Next({ of: price, onClose }: { of: PriceOut; onClose: () => void }) {
  const form = useForm({
    unit_price: Number(price.unit_price) as number | null,
    unit_price_bh: Number(price.unit_price_bh) as number | null,
    rate_bh: Number(price.rate_bh) as number | null,
    valid_from: today() as string | null,
    decision: '',
  })
  const set = useSubmit((body: PriceIn, headers) => hisPricingSetPrice({ body, headers }), {
    done: onClose,
  })
  return (
    <Form
      form={form}
      submit={set}
      onSubmit={(values) =>
        set.submit({
          payer: price.payer,
          kind: price.kind,
          code: price.code,
          unit_price: String(values.unit_price ?? 0),
          unit_price_bh: String(values.unit_price_bh ?? 0),
          rate_bh: String(values.rate_bh ?? 100),
          valid_from: values.valid_from ?? today(),
          decision: values.decision,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={set.busy}>
          {t('save')}
        </Button>
      }
    >
      <Row columns={3}>
        <NumberField
          label={t('newPrice')}
          required
          least={0}
          decimals={3}
          {...form.bind('unit_price')}
        />
        <NumberField label={t('insured')} least={0} decimals={3} {...form.bind('unit_price_bh')} />
        <NumberField label={t('rate')} least={1} most={100} {...form.bind('rate_bh')} />
      </Row>
      <DateField label={t('since')} required {...form.bind('valid_from')} />
      <Field label={t('decision')} required {...form.bind('decision')} />
    </Form>
  )
}
