import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisQueueCallsOptions, hisQueueTicketOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { TicketOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  Facts,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  SidePanel,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { ticketPaper } from './printing'
import css from './queue.module.css'
import { type Asking, ReasonForm } from './ReasonForm'
import { outlook } from './state'
import { TicketMark } from './TicketMark'
import { can, type Press, type TicketActs } from './useTicketActs'

const PRESSES: Press[] = ['call', 'recall', 'start', 'finish', 'skip', 'return']
const ASKINGS: Asking[] = ['hold', 'move', 'send', 'regrade', 'leave']

/** One ticket beside the list: everything that may be done to it, and what was done. */
export function TicketPanel({
  ticketId,
  acts,
  onClose,
}: {
  ticketId: string
  acts: TicketActs
  onClose: () => void
}) {
  const path = { ticket_id: ticketId }
  const found = useQuery(hisQueueTicketOptions({ path }))
  const calls = useQuery(hisQueueCallsOptions({ path, query: { limit: 100 } }))
  const [asking, setAsking] = useState<Asking>()
  const done = () => setAsking(undefined)
  return (
    <SidePanel
      open
      title={found.data ? `${found.data.label} · ${found.data.patient?.name ?? ''}` : t('ticket')}
      onClose={asking ? done : onClose}
    >
      <Awaited of={found} rows={5}>
        {(ticket) =>
          asking ? (
            <ReasonForm ticket={ticket} asking={asking} onDone={done} />
          ) : (
            <>
              <Known of={ticket} />
              <Acts of={ticket} acts={acts} onAsk={setAsking} />
              <RefusalNote of={acts.press.refusal} />
            </>
          )
        }
      </Awaited>
      {calls.data && calls.data.items.length > 0 && (
        <Panel title={t('log')} flush>
          <ol className={css.log}>
            {calls.data.items.map((each) => (
              <li key={each.id}>
                <span>{showInstant(each.at, 'time')}</span>
                <div>
                  {t(`did_${each.act}`)} · {each.by_name}
                  {each.counter && ` · ${each.counter}`}
                  {each.undone && ` (${t('undone')})`}
                  {each.reason && <small>{each.reason}</small>}
                </div>
              </li>
            ))}
          </ol>
        </Panel>
      )}
    </SidePanel>
  )
}

function Known({ of }: { of: TicketOut }) {
  return (
    <>
      <div>
        <TicketMark of={of.state} />
      </div>
      <Facts
        of={[
          { label: t('room'), value: `${of.room.code} ${of.room.name}` },
          { label: t('issuedAt'), value: showInstant(of.issued_at, 'time') },
          ...(of.ahead !== null
            ? [
                {
                  label: t('ahead'),
                  value: outlook(of),
                },
              ]
            : []),
          ...(say(of.why) ? [{ label: t('priority'), value: say(of.why) }] : []),
          ...(of.encounter
            ? [{ label: t('reasonOfVisit'), value: of.encounter.reason || null }]
            : []),
          ...(of.note ? [{ label: t('note'), value: of.note }] : []),
        ]}
      />
    </>
  )
}

function Acts({
  of,
  acts,
  onAsk,
}: {
  of: TicketOut
  acts: TicketActs
  onAsk: (asking: Asking) => void
}) {
  const mayCall = useMay('his.queue.ticket.call')
  const mayMove = useMay('his.queue.ticket.move')
  const mayRegrade = useMay('his.queue.ticket.regrade')
  const mayPrint = useMay('his.queue.ticket.print')
  const asks = (asking: Asking) =>
    asking === 'move' || asking === 'send'
      ? mayMove && can(of, 'move')
      : asking === 'regrade'
        ? mayRegrade && can(of, 'regrade')
        : mayCall && can(of, asking)
  return (
    <Row>
      {mayCall &&
        PRESSES.filter((act) => can(of, act as 'call')).map((act) => (
          <Button
            key={act}
            busy={acts.press.busy}
            onClick={() => acts.press.submit({ ticket: of, act })}
          >
            {t(act)}
          </Button>
        ))}
      {ASKINGS.filter(asks).map((asking) => (
        <Button key={asking} danger={asking === 'leave'} onClick={() => onAsk(asking)}>
          {t(asking)}
        </Button>
      ))}
      {mayCall && (
        <Button
          busy={acts.press.busy}
          onClick={() => acts.press.submit({ ticket: of, act: 'undo' })}
        >
          {t('undo')}
        </Button>
      )}
      {mayPrint && (
        <PrintButton
          hotkey={null}
          title={`${t('ticket')} ${of.label}`}
          pdf={() => ticketPaper(of.id)}
        >
          {t('printTicket')}
        </PrintButton>
      )}
      {of.encounter && (
        <Button onClick={() => acts.open(of)}>
          {t(acts.mayExamine ? 'openVisit' : 'openPatient')}
        </Button>
      )}
    </Row>
  )
}
