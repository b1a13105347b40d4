import { lisReagentsAddReagent, lisReagentsChangeReagent } from '@/kernel/api/sdk.gen'
import type { ReagentIn, ReagentOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, NumberField, Row, SidePanel } from '@/kernel/ui'
import { t } from '../text'

const of = (value: string | undefined) => (value === undefined ? null : Number(value))

/** A reagent: a new one, or one that is mended or ended. */
export function ItemForm({ reagent, onClose }: { reagent?: ReagentOut; onClose: () => void }) {
  const form = useForm({
    code: reagent?.code ?? '',
    name: reagent?.name ?? '',
    maker: reagent?.maker ?? '',
    country: reagent?.country ?? '',
    catalogue_no: reagent?.catalogue_no ?? '',
    gtin: reagent?.gtin ?? '',
    stock_code: reagent?.stock_code ?? '',
    kit_unit: reagent?.kit_unit ?? '',
    content: of(reagent?.content),
    content_unit: reagent?.content_unit ?? 'test',
    storage: reagent?.storage ?? '',
    open_days: (reagent?.open_days ?? null) as number | null,
    dead_volume: of(reagent?.dead_volume),
    minimum: of(reagent?.minimum),
    maximum: of(reagent?.maximum),
    lead_days: (reagent?.lead_days ?? 14) as number | null,
    limit_percent: (of(reagent?.limit_percent) ?? 10) as number | null,
    trial: reagent?.trial ?? true,
    active: reagent?.active ?? true,
  })
  const save = useSubmit(
    ({ active, ...body }: ReagentIn & { active: boolean }, headers) =>
      reagent
        ? lisReagentsChangeReagent({
            path: { reagent_id: reagent.id },
            body: { ...body, active, version: reagent.version },
            headers,
          })
        : lisReagentsAddReagent({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={reagent ? reagent.name : t('addItem')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ content, dead_volume, minimum, maximum, lead_days, limit_percent, ...rest }) =>
          content !== null &&
          save.submit({
            ...rest,
            kind: reagent?.kind ?? 'reagent',
            supplier_id: reagent?.supplier_id ?? null,
            content: String(content),
            dead_volume: String(dead_volume ?? 0),
            minimum: String(minimum ?? 0),
            maximum: String(maximum ?? 0),
            lead_days: lead_days ?? 14,
            limit_percent: String(limit_percent ?? 10),
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Row columns={2}>
          <Field label={t('code')} required most={40} {...form.bind('code')} />
          <Field label={t('gtin')} most={14} keyboard="numeric" {...form.bind('gtin')} />
        </Row>
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Row columns={2}>
          <Field label={t('maker')} most={200} {...form.bind('maker')} />
          <Field label={t('country')} most={80} {...form.bind('country')} />
        </Row>
        <Row columns={2}>
          <Field label={t('ref')} most={60} {...form.bind('catalogue_no')} />
          <Field label={t('stockCode')} most={60} {...form.bind('stock_code')} />
        </Row>
        <Row columns={3}>
          <Field label={t('kitUnit')} required most={40} {...form.bind('kit_unit')} />
          <NumberField
            label={t('content')}
            required
            least={0.0001}
            decimals={4}
            {...form.bind('content')}
          />
          <Field label={t('contentUnit')} required most={40} {...form.bind('content_unit')} />
        </Row>
        <Row columns={2}>
          <NumberField
            label={t('openDays')}
            unit={t('days')}
            least={0}
            most={3650}
            {...form.bind('open_days')}
          />
          <NumberField
            label={t('deadVolume')}
            least={0}
            decimals={4}
            {...form.bind('dead_volume')}
          />
        </Row>
        <Row columns={3}>
          <NumberField label={t('minimum')} least={0} decimals={2} {...form.bind('minimum')} />
          <NumberField label={t('maximum')} least={0} decimals={2} {...form.bind('maximum')} />
          <NumberField
            label={t('leadDays')}
            unit={t('days')}
            least={0}
            most={730}
            {...form.bind('lead_days')}
          />
        </Row>
        <Field label={t('storage')} most={200} {...form.bind('storage')} />
        <NumberField
          label={t('limit')}
          unit="%"
          least={0.01}
          decimals={2}
          {...form.bind('limit_percent')}
        />
        <Check label={t('needsTrial')} {...form.bind('trial')} />
        {reagent && <Check label={t('active')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
