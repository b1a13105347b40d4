import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisOrdersCriticalForMeOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { CriticalAlarmOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { usePlace } from '@/kernel/place'
import { Banner, Button, Waiting } from '@/kernel/ui'
import { IconAlertOctagon } from '@/kernel/ui/icons'
import { c } from '../textCritical'
import { Acknowledge } from './Acknowledge'
import css from './critical.module.css'

const SHOWN = 2
const ON_A_PHONE = 1
const IN_ANY_CASE = 60_000 // a word that was lost on the line costs a minute, not a patient

/** On every page, until it is acknowledged: a dangerous result of my order or my room. */
export function CriticalBar() {
  const place = usePlace()
  const options = hisOrdersCriticalForMeOptions({ query: { room_id: place?.roomId } })
  const { data } = useQuery({ ...options, refetchInterval: IN_ANY_CASE })
  useLive(['critical'], [options.queryKey])
  const [answering, setAnswering] = useState<CriticalAlarmOut>()
  const alarms = data?.items ?? []
  const phone = useMediaQuery('(max-width: 767px)', window.innerWidth < 768)
  const shown = phone ? ON_A_PHONE : SHOWN
  const more = alarms.length - shown
  return (
    <div role="alert" className={css.bars}>
      {alarms.slice(0, shown).map((alarm) => (
        <Banner
          key={alarm.id}
          tone="red"
          icon={IconAlertOctagon}
          right={
            <span className={css.acts}>
              <Waiting since={alarm.at} amber={0} red={alarm.overdue ? 0 : 1_000_000} />
              <Button small danger onClick={() => setAnswering(alarm)}>
                {c('acknowledge')}
              </Button>
            </span>
          }
        >
          <strong>{alarm.overdue ? c('overdue') : c('critical')}</strong>{' '}
          <Link to={`/results/${alarm.order_id}`}>{lineOf(alarm)}</Link>
        </Banner>
      ))}
      {more > 0 && (
        <Banner tone="red" icon={IconAlertOctagon}>
          <Link to="/results">{c('more', { n: more })}</Link>
        </Banner>
      )}
      {answering && <Acknowledge alarm={answering} onClose={() => setAnswering(undefined)} />}
    </div>
  )
}

/** A test whose service is called the same is named once. */
function lineOf({ patient_name, service_name, says }: CriticalAlarmOut): string {
  const values = says.replaceAll('\n', '; ')
  const named = values.startsWith(`${service_name}:`)
  return [patient_name, !named && service_name, values].filter(Boolean).join(' · ')
}
