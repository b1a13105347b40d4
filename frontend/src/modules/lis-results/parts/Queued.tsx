import { Link } from '@tanstack/react-router'
import type { QueuedResultOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import { Dim, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { CRITICAL, shownUnit } from './judge'
import css from './lab.module.css'
import { sourceOf } from './source'

type Props = {
  rows: QueuedResultOut[]
  chosen: ReadonlySet<string>
  onToggle: (ids: string[], on: boolean) => void
}

/** The results of one patient that wait: value, flag, what was before, why a person must look. */
export function Queued({ rows, chosen, onToggle }: Props) {
  const first = rows[0]
  if (!first) return null
  const ids = rows.map((row) => row.result.id)
  const all = ids.every((id) => chosen.has(id))
  const { patient } = first
  return (
    <section className={css.order} aria-label={patient.name}>
      <header>
        <input
          type="checkbox"
          aria-label={patient.name}
          checked={all}
          onChange={(event) => onToggle(ids, event.currentTarget.checked)}
        />
        <strong>{patient.name}</strong>
        <Dim>
          {patient.code} · {patient.age[language()]}
        </Dim>
        {first.urgency !== 'routine' && <Status tone="red">{t(first.urgency)}</Status>}
      </header>
      {rows.map((row) => (
        <Line key={row.result.id} row={row} on={chosen.has(row.result.id)} onToggle={onToggle} />
      ))}
    </section>
  )
}

function Line({
  row,
  on,
  onToggle,
}: {
  row: QueuedResultOut
  on: boolean
  onToggle: Props['onToggle']
}) {
  const { result } = row
  const delta = result.delta as { before: string; percent: string | null; failed: boolean } | null
  const id = `verify-${result.id}`
  const critical = CRITICAL.includes(result.flag)
  return (
    <div className={css.line} data-check>
      <input
        id={id}
        type="checkbox"
        checked={on}
        onChange={(event) => onToggle([result.id], event.currentTarget.checked)}
      />
      <label className={css.name} htmlFor={id}>
        {result.name}
      </label>
      <span className={css.said}>{result.value}</span>
      <span className={css.flag} data-flag={result.flag || undefined}>
        {result.flag}
      </span>
      <span className={css.dim}>
        {[result.reference, shownUnit(result.unit)].filter(Boolean).join(' ')}
      </span>
      <span className={css.dim} title={row.previous_at ? showInstant(row.previous_at) : undefined}>
        {row.previous}
      </span>
      <span className={css.dim}>
        {result.replaces_id && result.reason && <Status tone="amber">{t('correction')}</Status>}{' '}
        {critical &&
          (result.confirmed_at ? (
            <Status tone="amber">{t('confirmedBy', { by: result.confirmed_by_name })}</Status>
          ) : (
            <Status tone="red">{t('toConfirm')}</Status>
          ))}{' '}
        {delta?.failed && (
          <span className={css.delta}>
            {t('delta', { percent: delta.percent ?? '', before: delta.before })}
          </span>
        )}{' '}
        {sourceOf(result)} · {result.entered_by_name} {showInstant(result.entered_at, 'time')}
        {result.state === 'checked' && ` · ${t('checkedBy', { by: result.checked_by_name })}`}
        {result.first_verified_by_name &&
          ` · ${t('firstBy', { by: result.first_verified_by_name })}`}
        {row.mine && ` · ${t('byYou')}`}
        {result.source !== 'hand' && result.auto_reasons && (
          <> · {result.auto_reasons.map((each) => each[language()]).join(' ')}</>
        )}
        {result.comment && ` · ${result.comment}`}{' '}
        <Link to={`/lab/orders/${result.order_id}`}>{t('openOrder')}</Link>
      </span>
    </div>
  )
}
