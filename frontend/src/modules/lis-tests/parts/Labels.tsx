import { useQuery } from '@tanstack/react-query'
import { lisTestsLabelPresetsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsAddLabelPreset, lisTestsSaveLabelPreset } from '@/kernel/api/sdk.gen'
import type { LabelPresetIn, LabelPresetOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Choose, Field, Form, NumberField, Row, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { CodeList } from './CodeList'

const SYMBOLS = ['code128', 'datamatrix', 'both'] as const

/** The sizes of labels, and which code is on them. */
export function Labels() {
  const found = useQuery(lisTestsLabelPresetsOptions({ query: { ended: true } }))
  return (
    <CodeList<LabelPresetOut>
      label={t('labels')}
      found={found}
      columns={[
        { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
        { head: t('name'), show: (row) => row.name, phone: 'title' },
        { head: t('size'), show: (row) => `${row.width_mm} × ${row.height_mm} mm` },
        {
          head: t('symbol'),
          show: (row) => t(`symbol_${row.symbol as (typeof SYMBOLS)[number]}`),
        },
      ]}
      panel={(of, onClose) => <LabelPanel of={of} onClose={onClose} />}
    />
  )
}

function LabelPanel({ of, onClose }: { of?: LabelPresetOut; onClose: () => void }) {
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    width_mm: (of?.width_mm ?? 50) as number | null,
    height_mm: (of?.height_mm ?? 25) as number | null,
    symbol: (of?.symbol ?? 'code128') as (typeof SYMBOLS)[number] | null,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: LabelPresetIn, headers) =>
      of
        ? lisTestsSaveLabelPreset({ path: { preset_id: of.id }, body, headers })
        : lisTestsAddLabelPreset({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of?.name ?? t('add')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ width_mm, height_mm, symbol, ...said }) =>
          save.submit({
            ...said,
            width_mm: width_mm ?? 50,
            height_mm: height_mm ?? 25,
            symbol: symbol ?? 'code128',
            version: of?.version ?? 0,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('code')} required off={Boolean(of)} most={20} {...form.bind('code')} />
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
        <Row columns={2}>
          <NumberField
            label={t('width')}
            required
            least={20}
            most={120}
            unit="mm"
            {...form.bind('width_mm')}
          />
          <NumberField
            label={t('height')}
            required
            least={12}
            most={80}
            unit="mm"
            {...form.bind('height_mm')}
          />
        </Row>
        <Choose
          label={t('symbol')}
          required
          choices={SYMBOLS.map((value) => ({ value, label: t(`symbol_${value}`) }))}
          {...form.bind('symbol')}
        />
        {of && <Check label={t('live')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
