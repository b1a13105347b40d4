import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { levelLapsingOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { say } from '@/kernel/text'
import { Alert } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { labelOf } from '../figures'
import { t } from '../text'

/** On the home page of those who sign: what lapses, while there is time to sign again. */
export function Lapsing() {
  const { data } = useQuery(levelLapsingOptions())
  const [first, ...others] = data?.lapsing ?? []
  if (!first) return null
  return (
    <Alert weight="warning" right={<Link to="/assessment/signatures">{t('signAgain')}</Link>}>
      {t('lapsing')}: <b>{labelOf(first.claim)}</b> {say(first.title)}{' '}
      {t('lapsesOn', { day: showDate(first.valid_until) })}
      {others.length > 0 && ` ${t('andOthers', { n: others.length })}`}
    </Alert>
  )
}
