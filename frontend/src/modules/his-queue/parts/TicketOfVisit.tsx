import { useQuery } from '@tanstack/react-query'
import {
  hisQueueOfVisitOptions,
  hisQueueTicketOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { PrintButton, Status } from '@/kernel/ui'
import { t } from '../text'
import { ticketPaper } from './printing'
import { outlook } from './state'
import css from './ticket.module.css'

/** Right after registration: the number to tell the patient, large enough to read across the desk. */
export function TicketOfVisit({ encounterId }: { encounterId: string }) {
  const mayPrint = useMay('his.queue.ticket.print')
  const options = hisQueueOfVisitOptions({ path: { encounter_id: encounterId } })
  const { data } = useQuery(options)
  const last = data?.tickets.at(-1)
  const one = hisQueueTicketOptions({ path: { ticket_id: last?.id ?? '' } })
  const ticket = useQuery({ ...one, enabled: last !== undefined }).data ?? last
  useLive(ticket ? [`queue:${ticket.room.id}`] : [], [options.queryKey, one.queryKey])
  if (!ticket) return null
  return (
    <section className={css.ticket} aria-label={t('ticket')} role="status">
      <span className={css.number}>{ticket.label}</span>
      <div className={css.where}>
        <b>
          {ticket.room.code} {ticket.room.name}
        </b>
        {ticket.ahead !== null && <span>{outlook(ticket)}</span>}
        {say(ticket.why) && <Status tone="blue">{say(ticket.why)}</Status>}
      </div>
      {mayPrint && (
        <PrintButton
          hotkey="Alt+T"
          title={`${t('ticket')} ${ticket.label}`}
          pdf={() => ticketPaper(ticket.id)}
        >
          {t('printTicket')}
        </PrintButton>
      )}
    </section>
  )
}
