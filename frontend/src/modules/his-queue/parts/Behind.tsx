import { useQuery } from '@tanstack/react-query'
import { hisQueueBehindFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { WaitsByHour } from '@/kernel/api/types.gen'
import { Awaited, SidePanel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { TicketMark } from './TicketMark'
import css from './ticket.module.css'

/** The tickets that a figure counts. */
export function Behind({
  of,
  first,
  last,
  onClose,
}: {
  of: WaitsByHour
  first: string
  last: string
  onClose: () => void
}) {
  const found = useQuery(
    hisQueueBehindFiguresOptions({
      path: { room_id: of.room_id },
      query: { first, last, hour: of.hour, limit: 200 },
    }),
  )
  return (
    <SidePanel open title={`${of.hour}:00`} onClose={onClose}>
      <Awaited of={found}>
        {({ items }) => (
          <ul className={css.way}>
            {items.map((each) => (
              <li key={each.id}>
                <b>{each.label}</b>
                <span>
                  {showInstant(each.issued_at)} {each.patient?.name ?? t('notRegistered')}
                </span>
                <TicketMark of={each.state} />
                <small>
                  {each.waiting_minutes !== null && t('minutes', { n: each.waiting_minutes })}
                </small>
              </li>
            ))}
          </ul>
        )}
      </Awaited>
    </SidePanel>
  )
}
