import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  hisAdminOutboxCountsOptions,
  hisAdminOutboxCountsQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { t } from '../text/oversight'
import css from './light.module.css'
import { lightOf } from './outbox'

/** Whether everything is out; the number that is not. Opens the outbox. */
export function OutboxLight() {
  const { data } = useQuery({ ...hisAdminOutboxCountsOptions(), refetchInterval: 60_000 })
  useLive(['outbox'], [hisAdminOutboxCountsQueryKey()])
  if (!data) return null
  const { tone, label, number } = lightOf(data)
  const filter = tone === 'red' ? 'failed' : tone === 'amber' ? 'waiting' : undefined
  return (
    <Link
      to="/admin/outbox"
      search={(filter ? { state: filter } : {}) as never}
      className={css.light}
      data-tone={tone}
      aria-label={t('lightLabel', { state: label })}
      title={t('lightLabel', { state: label })}
    >
      <span className={css.dot} aria-hidden />
      <span className={css.word}>{label}</span>
      {number > 0 && <b className={css.number}>{number > 99 ? '99+' : number}</b>}
    </Link>
  )
}
