import { Link } from '@tanstack/react-router'
import type { LabLineOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import { Button, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { judge, shownUnit, standing } from './judge'
import css from './lab.module.css'

type Props = {
  line: LabLineOut
  value: string
  onChange: (value: string) => void
  onCulture: () => void
}

/** One test of the grid: the value, its flag as it is typed, range, the value before, its state. */
export function BenchLine({ line, value, onChange, onCulture }: Props) {
  const id = `lab-${line.item_id}`
  const held = standing(line.runs)
  const flag = value ? judge(value, line) : (held?.flag ?? '')
  const en = language() === 'en'
  return (
    <div className={css.line}>
      <label className={css.name} htmlFor={id}>
        {line.name} {line.calculated && <span className={css.dim}>({t('calculated')})</span>}
        {line.reflex && <Status tone="amber">{t('reflex')}</Status>}
      </label>
      {line.kind === 'culture' ? (
        <Button small onClick={onCulture}>
          {held ? held.value.slice(0, 24) : t('culture')}
        </Button>
      ) : (
        <input
          id={id}
          data-test
          data-words={line.kind !== 'number' || undefined}
          className={css.value}
          list={line.choices.length > 0 ? `${id}-choices` : undefined}
          inputMode={line.kind === 'number' ? 'decimal' : undefined}
          autoComplete="off"
          maxLength={200}
          placeholder={held?.value ?? ''}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {line.choices.length > 0 && (
        <datalist id={`${id}-choices`}>
          {line.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {en ? choice.value_en : choice.value}
            </option>
          ))}
        </datalist>
      )}
      <span
        className={css.flag}
        data-flag={flag || undefined}
        title={flag === '??' ? t('impossible') : undefined}
      >
        {flag}
      </span>
      <span className={css.dim} title={line.awaits_approval ? t('awaitsApproval') : undefined}>
        {[line.reference, shownUnit(line.unit)].filter(Boolean).join(' ')}
        {line.awaits_approval && line.reference && ' *'}
      </span>
      <span
        className={css.dim}
        title={line.previous_at ? showInstant(line.previous_at) : undefined}
      >
        {line.previous}
      </span>
      <span className={css.dim}>
        {held ? `${held.value} · ${t(held.state)}` : <Due line={line} />}{' '}
        <Link to={`/lab/orders/${line.order_id}`}>{t('openOrder')}</Link>
      </span>
    </div>
  )
}

function Due({ line }: { line: LabLineOut }) {
  if (!line.due_at) return null
  const at = showInstant(line.due_at, 'time')
  const late = Date.parse(line.due_at) < Date.now()
  return late ? <Status tone="red">{t('late', { at })}</Status> : t('due', { at })
}
