import type { TicketOut } from '@/kernel/api/types.gen'
import { useKeys } from '@/kernel/keys'
import { say } from '@/kernel/text'
import { Button, Status, Waiting } from '@/kernel/ui'
import {
  IconCheck,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconSpeakerphone,
} from '@/kernel/ui/icons'
import { t } from '../text'
import css from './queue.module.css'
import { waitsSince } from './state'
import { TicketMark } from './TicketMark'
import { can, type TicketActs } from './useTicketActs'

/** Who is called or in the room now, with what comes next under a key. */
export function Current({
  ticket,
  acts,
  keys,
  onMore,
}: {
  ticket: TicketOut
  acts: TicketActs
  /** The keys act on one ticket only: whoever was called last. */
  keys: boolean
  onMore: () => void
}) {
  const { press, open } = acts
  const serving = ticket.state === 'serving'
  const who = ticket.patient
  useKeys(keys && serving ? { F9: { label: t('openVisit'), act: () => open(ticket) } } : {})
  return (
    <section className={css.current} data-serving={serving || undefined} aria-label={ticket.label}>
      <span className={css.number}>{ticket.label}</span>
      <div className={css.who}>
        <b>{who ? who.name : t('notRegistered')}</b>
        <span>
          {[
            who && t(who.sex),
            who && say(who.age),
            who?.code,
            ticket.encounter?.reason,
            ticket.called_times > 1 && t('calledTimes', { n: ticket.called_times }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={css.marks}>
          <TicketMark of={ticket.state} />
          {say(ticket.why) && <Status tone="blue">{say(ticket.why)}</Status>}
          {ticket.state === 'called' && ticket.called_at && (
            <Waiting since={ticket.called_at} amber={3} red={10} />
          )}
          {serving && <Waiting since={ticket.started_at ?? waitsSince(ticket)} />}
        </span>
      </div>
      <div className={css.acts}>
        {can(ticket, 'start') && (
          <Button
            primary={keys}
            icon={IconPlayerPlay}
            hotkey={keys ? 'F9' : undefined}
            busy={press.busy}
            onClick={() => press.submit({ ticket, act: 'start' })}
          >
            {t('start')}
          </Button>
        )}
        {serving && (
          <Button primary={keys} onClick={() => open(ticket)}>
            {t('openVisit')}
          </Button>
        )}
        {can(ticket, 'recall') && (
          <Button
            icon={IconSpeakerphone}
            hotkey={keys ? 'F4' : undefined}
            onClick={() => press.submit({ ticket, act: 'recall' })}
          >
            {t('recall')}
          </Button>
        )}
        {can(ticket, 'skip') && (
          <Button
            icon={IconPlayerSkipForward}
            hotkey={keys ? 'Alt+S' : undefined}
            onClick={() => press.submit({ ticket, act: 'skip' })}
          >
            {t('skip')}
          </Button>
        )}
        {serving && can(ticket, 'finish') && (
          <Button
            icon={IconCheck}
            hotkey={keys ? 'Alt+F' : undefined}
            onClick={() => press.submit({ ticket, act: 'finish' })}
          >
            {t('finish')}
          </Button>
        )}
        <Button quiet onClick={onMore}>
          {t('more')}
        </Button>
      </div>
    </section>
  )
}
