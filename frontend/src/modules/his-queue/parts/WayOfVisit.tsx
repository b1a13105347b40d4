import { useQuery } from '@tanstack/react-query'
import { hisQueueOfVisitOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Panel, Status } from '@/kernel/ui'
import { t } from '../text'
import { TONE } from './state'
import css from './ticket.module.css'

/** A visit's way through the house: its numbers in every room, in order. */
export function WayOfVisit({ encounterId }: { encounterId: string }) {
  const { data } = useQuery(hisQueueOfVisitOptions({ path: { encounter_id: encounterId } }))
  if (!data?.tickets.length) return null
  return (
    <Panel title={t('way')} flush>
      <ul className={css.way}>
        {data.tickets.map((ticket) => (
          <li key={ticket.id}>
            <b>{ticket.label}</b>
            <span>
              {ticket.room.code} {ticket.room.name}
            </span>
            <Status tone={TONE[ticket.state]}>{t(ticket.state)}</Status>
            {ticket.ahead !== null && (
              <small>
                {t('aheadOf', { n: ticket.ahead, minutes: ticket.expected_minutes ?? 0 })}
              </small>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
