import { useQuery } from '@tanstack/react-query'
import { hisQueueOfVisitOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Panel } from '@/kernel/ui'
import { t } from '../text'
import { outlook } from './state'
import { TicketMark } from './TicketMark'
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
            <TicketMark of={ticket.state} />
            {ticket.ahead !== null && <small>{outlook(ticket)}</small>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
