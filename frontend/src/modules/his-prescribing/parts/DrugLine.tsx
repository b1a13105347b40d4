import type { FoundAlertOut } from '@/kernel/api/types.gen'
import { Button, Check, Field, NumberField } from '@/kernel/ui'
import { changed, type Row, TAKES } from '../draft'
import { t } from '../text'
import css from './prescription.module.css'
import { Warnings } from './Warnings'

type Props = {
  row: Row
  alerts: FoundAlertOut[]
  reasons: Record<string, string>
  onReason: (key: string, reason: string) => void
  onChange: (row: Row) => void
  onRemove: () => void
  onInfo: () => void
}

/** One drug: four doses, days, how to take it; Enter goes on, its alerts stand below it. */
export function DrugLine({ row, alerts, reasons, onReason, onChange, onRemove, onInfo }: Props) {
  return (
    <li className={css.row} data-drug={row.drug_code}>
      <div className={css.line}>
        <div className={css.name}>
          <button type="button" onClick={onInfo} title={t('info')} tabIndex={-1}>
            {row.name}
          </button>
          <small>
            {row.use_unit}
            {row.insured === false ? ` · ${t('own')}` : ''}
            {row.worked ? ` · ${row.worked}` : ''}
          </small>
        </div>
        {TAKES.map((take) => (
          <NumberField
            key={take}
            label={t(take)}
            least={0}
            most={1000}
            decimals={3}
            value={row.takes[take]}
            onChange={(value) => onChange(changed(row, { takes: { ...row.takes, [take]: value } }))}
          />
        ))}
        <NumberField
          label={t('days')}
          least={1}
          most={365}
          value={row.days}
          onChange={(days) => onChange(changed(row, { days }))}
        />
        <NumberField
          label={t('quantity')}
          unit={row.unit}
          decimals={2}
          least={0}
          most={100000}
          value={row.quantity}
          onChange={(quantity) => onChange(changed(row, { quantity }))}
        />
        <Button small quiet onClick={onRemove} tabIndex={-1}>
          {t('remove')}
        </Button>
      </div>
      <div className={css.more}>
        <Field
          label={t('how')}
          most={500}
          value={row.instruction}
          onChange={(instruction) => onChange(changed(row, { instruction }))}
        />
        <Check
          label={t('asNeeded')}
          value={row.as_needed}
          onChange={(as_needed) => onChange(changed(row, { as_needed }))}
        />
      </div>
      <Warnings alerts={alerts} reasons={reasons} onReason={onReason} />
    </li>
  )
}
