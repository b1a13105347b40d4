import { useState } from 'react'
import { lisTestsSetRanges } from '@/kernel/api/sdk.gen'
import type { LabTestOut, LimitsIn, RangesIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Check,
  DateField,
  Field,
  Form,
  NumberField,
  Panel,
  Row,
  Select,
  SidePanel,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { whose } from '../show'
import { t } from '../text'
import { inForce } from './Limits'

const FIGURES = [
  ['low', 'low'],
  ['high', 'high'],
  ['critical_low', 'criticalLow'],
  ['critical_high', 'criticalHigh'],
  ['absurd_low', 'absurdLow'],
  ['absurd_high', 'absurdHigh'],
  ['delta_percent', 'deltaPercent'],
  ['delta_abs', 'deltaAbs'],
] as const
const NEW: LimitsIn = { sex: '', from_days: 0 }
const SEXES = [
  { value: 'M', label: () => t('men') },
  { value: 'F', label: () => t('women') },
]
type Line = LimitsIn & { key: number }

/** All limits of a test from a day on, each row a person's. */
export function LimitsPanel({ of, onClose }: { of: LabTestOut; onClose: () => void }) {
  const [lines, setLines] = useState<Line[]>(() =>
    inForce(of).map((row, key) => ({ ...asked(row), key })),
  )
  const form = useForm({ since: today() as string | null, reason: '' })
  const save = useSubmit(
    (body: RangesIn, headers) => lisTestsSetRanges({ path: { code: of.code }, body, headers }),
    { done: onClose },
  )
  const change = (key: number, some: Partial<LimitsIn>) =>
    setLines((all) => all.map((each) => (each.key === key ? { ...each, ...some } : each)))
  return (
    <SidePanel open title={`${of.code}: ${t('ranges')} (${of.unit})`} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        long
        onSubmit={({ since, reason }) =>
          save.submit({
            since: since ?? today(),
            reason,
            ranges: lines.map(({ key: _, ...line }) => line),
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Alert weight="info">{t('sinceNote')}</Alert>
        <DateField label={t('since')} required {...form.bind('since')} />
        <Field label={t('reason')} required most={300} {...form.bind('reason')} />
        {lines.map((line) => (
          <OneLine
            key={line.key}
            of={line}
            onChange={(some) => change(line.key, some)}
            onDrop={() => setLines((all) => all.filter((each) => each.key !== line.key))}
          />
        ))}
        <Button
          onClick={() =>
            setLines((all) => [...all, { ...NEW, key: Math.max(-1, ...all.map((l) => l.key)) + 1 }])
          }
        >
          {t('addRow')}
        </Button>
      </Form>
    </SidePanel>
  )
}

/** What of a row that stands is sent again. */
function asked(row: LabTestOut['ranges'][number]): LimitsIn {
  const { sex, from_days, to_days, pregnant, delta_hours, text, source } = row
  const figures = Object.fromEntries(FIGURES.map(([name]) => [name, row[name]]))
  return { sex, from_days, to_days, pregnant, delta_hours, text, source, ...figures }
}

function OneLine({
  of,
  onChange,
  onDrop,
}: {
  of: Line
  onChange: (some: Partial<LimitsIn>) => void
  onDrop: () => void
}) {
  const title = whose({
    sex: of.sex ?? '',
    pregnant: of.pregnant ?? null,
    from_days: of.from_days ?? 0,
    to_days: of.to_days ?? null,
  })
  return (
    <Panel
      title={title}
      actions={
        <Button small quiet onClick={onDrop}>
          {t('takeRow')}
        </Button>
      }
    >
      <Row columns={2}>
        <Select
          label={t('sex')}
          placeholder={t('everyone')}
          name={`sex-${of.key}`}
          choices={SEXES.map(({ value, label }) => ({ value, label: label() }))}
          value={of.sex || null}
          onChange={(sex) => onChange({ sex: sex ?? '' })}
        />
        <Check
          label={t('pregnant')}
          name={`pregnant-${of.key}`}
          value={Boolean(of.pregnant)}
          onChange={(pregnant) => onChange({ pregnant: pregnant || null })}
        />
        <NumberField
          label={t('fromDays')}
          name={`from-${of.key}`}
          least={0}
          value={of.from_days ?? 0}
          onChange={(from_days) => onChange({ from_days: from_days ?? 0 })}
        />
        <NumberField
          label={t('toDays')}
          name={`to-${of.key}`}
          least={1}
          value={of.to_days ?? null}
          onChange={(to_days) => onChange({ to_days })}
        />
        {FIGURES.map(([name, label]) => (
          <NumberField
            key={name}
            label={t(label)}
            name={`${name}-${of.key}`}
            decimals={4}
            value={of[name] == null ? null : Number(of[name])}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <NumberField
          label={t('deltaHours')}
          name={`hours-${of.key}`}
          least={0}
          value={of.delta_hours ?? null}
          onChange={(delta_hours) => onChange({ delta_hours })}
        />
      </Row>
      <Field
        label={t('words')}
        name={`text-${of.key}`}
        most={300}
        value={of.text ?? ''}
        onChange={(text) => onChange({ text })}
      />
      <Field
        label={t('source')}
        name={`source-${of.key}`}
        most={300}
        value={of.source ?? ''}
        onChange={(source) => onChange({ source })}
      />
    </Panel>
  )
}
