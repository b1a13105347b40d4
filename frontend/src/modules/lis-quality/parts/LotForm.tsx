import { lisQualityAddLot, lisQualityChangeLot } from '@/kernel/api/sdk.gen'
import type { ControlLotIn, ControlLotOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, DateField, Field, Form, NumberField, Row, SidePanel } from '@/kernel/ui'
import { t } from '../text'

/** A lot of a control: a new one, or one that is opened, ended, mended. */
export function LotForm({ lot, onClose }: { lot?: ControlLotOut; onClose: () => void }) {
  const form = useForm({
    material: lot?.material ?? '',
    maker: lot?.maker ?? '',
    code: lot?.code ?? '',
    lot_number: lot?.lot_number ?? '',
    level: (lot?.level ?? 1) as number | null,
    expiry: (lot?.expiry ?? null) as string | null,
    opened_on: (lot?.opened_on ?? null) as string | null,
    open_days: (lot?.open_days ?? null) as number | null,
    active: lot?.active ?? true,
  })
  const save = useSubmit(
    ({ active, ...body }: ControlLotIn & { active: boolean }, headers) =>
      lot
        ? lisQualityChangeLot({
            path: { lot_id: lot.id },
            body: { ...body, active, version: lot.version },
            headers,
          })
        : lisQualityAddLot({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={lot ? lot.lot_number : t('addLot')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ level, expiry, ...rest }) =>
          level !== null && expiry && save.submit({ ...rest, level, expiry })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('material')} required most={200} {...form.bind('material')} />
        <Field label={t('maker')} most={200} {...form.bind('maker')} />
        <Row columns={2}>
          <Field label={t('lotNumber')} required most={60} {...form.bind('lot_number')} />
          <NumberField label={t('levelNo')} required least={1} most={4} {...form.bind('level')} />
        </Row>
        <Field
          label={t('barcode')}
          hint={t('barcodeHint')}
          required
          most={40}
          {...form.bind('code')}
        />
        <Row columns={2}>
          <DateField label={t('expiry')} required {...form.bind('expiry')} />
          <DateField label={t('openedOn')} past {...form.bind('opened_on')} />
        </Row>
        <NumberField
          label={t('openDays')}
          unit={t('days')}
          least={0}
          most={3650}
          {...form.bind('open_days')}
        />
        {lot && <Check label={t('active')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
