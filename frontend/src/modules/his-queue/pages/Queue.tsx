import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisQueueCallNext, hisQueueIssue, hisQueueWorklist } from '@/kernel/api/sdk.gen'
import type { QueueOut, TicketOut, TicketState } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { usePlace } from '@/kernel/place'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Dim, Page, Panel, RefusalNote, Waiting, Worklist } from '@/kernel/ui'
import { IconDeviceDesktop, IconSpeakerphone, IconTicket } from '@/kernel/ui/icons'
import { Current } from '../parts/Current'
import { PauseButton, PausedNote } from '../parts/Pausing'
import { RoomButtons } from '../parts/PlaceChooser'
import css from '../parts/queue.module.css'
import { Loads } from '../parts/RoomLoads'
import { waitsSince } from '../parts/state'
import { TicketMark } from '../parts/TicketMark'
import { TicketPanel } from '../parts/TicketPanel'
import { useOwnRoom } from '../parts/useOwnRoom'
import { useLiveQueues } from '../parts/useQueues'
import { useTicketActs } from '../parts/useTicketActs'
import { WhyAhead } from '../parts/WhyAhead'
import { t } from '../text'

const STATES: TicketState[] = ['waiting', 'held', 'skipped', 'done', 'left']

/** The queue of my room: call, take in, send on. */
export function Queue() {
  const { room }: { room?: string } = useSearch({ strict: false })
  useOwnRoom()
  const place = usePlace()
  const queues = useLiveQueues()
  const roomId = room ?? place?.roomId
  const here = queues?.find((each) => each.room.id === roomId)
  if (!roomId || (queues && !here)) {
    return (
      <Page title={t('queue')}>
        <Panel title={t('whereDoYouWork')}>
          <RoomButtons />
        </Panel>
      </Page>
    )
  }
  if (!here || !queues) return null
  return <OfRoom key={here.room.id} here={here} queues={queues} mine={place?.roomId === roomId} />
}

function OfRoom({ here, queues, mine }: { here: QueueOut; queues: QueueOut[]; mine: boolean }) {
  const { room } = here
  const mayCall = useMay('his.queue.ticket.call')
  const mayIssue = useMay('his.queue.ticket.issue')
  const mayCount = useMay('his.queue.figures.read')
  const navigate = useNavigate()
  const counter = usePlace()?.counter ?? ''
  const acts = useTicketActs()
  const [open, setOpen] = useState<string>()
  const topic = `queue:${room.id}`
  const key = ['his.queue.current', room.id]
  const current = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      hisQueueWorklist({
        path: { room_id: room.id },
        query: { state: ['called', 'serving'], limit: 20 },
        signal,
      }).then((r) => r.data.items),
  })
  useLive([topic], [key])
  const next = useSubmit((_: null, headers) =>
    hisQueueCallNext({ path: { room_id: room.id }, body: { counter }, headers }),
  )
  const issue = useSubmit((_: null, headers) =>
    hisQueueIssue({ path: { room_id: room.id }, body: {}, headers }),
  )
  const called = latest(current.data ?? [])
  const refusal = next.refusal ?? acts.press.refusal ?? issue.refusal
  return (
    <Page
      title={`${room.code} ${room.name}`}
      detail={t('waitingCount', { n: here.waiting })}
      actions={
        <>
          {mayCall && (
            <Button
              primary={!called}
              icon={IconSpeakerphone}
              hotkey="F8"
              busy={next.busy}
              off={here.paused_reason !== null}
              onClick={() => next.submit(null)}
            >
              {t('callNext')}
            </Button>
          )}
          {mayIssue && (
            <Button icon={IconTicket} busy={issue.busy} onClick={() => issue.submit(null)}>
              {t('issue')}
            </Button>
          )}
          {mayCall && <PauseButton of={here} />}
          <a className={css.link} href={`/board/${room.code}`} target="_blank" rel="noreferrer">
            <IconDeviceDesktop size={16} stroke={1.75} />
            {t('board')}
          </a>
          {mayCount && (
            <Button quiet onClick={() => navigate({ to: '/queue/waits' })}>
              {t('waits')}
            </Button>
          )}
        </>
      }
    >
      <div className={css.page}>
        <div className={css.main}>
          {!mine && <Alert weight="info">{t('notMine', { room: room.code })}</Alert>}
          <PausedNote of={here} />
          <RefusalNote of={refusal} />
          {issue.done && (
            <Alert weight="info">{t('issued', { label: (issue.done as TicketOut).label })}</Alert>
          )}
          {acts.last && (
            <Alert
              weight="info"
              right={
                <Button
                  small
                  hotkey="Alt+Z"
                  busy={acts.press.busy}
                  onClick={() =>
                    acts.last && acts.press.submit({ ticket: acts.last.ticket, act: 'undo' })
                  }
                >
                  {t('undo')}
                </Button>
              }
            >
              {`${acts.last.ticket.label}: ${t(`did_${acts.last.act}`)}`}
            </Alert>
          )}
          {current.data?.map((ticket) => (
            <Current
              key={ticket.id}
              ticket={ticket}
              acts={acts}
              keys={ticket.id === called?.id}
              onMore={() => setOpen(ticket.id)}
            />
          ))}
          <Worklist<TicketOut>
            list="his.queue.worklist"
            label={t('queue')}
            live={[topic]}
            fixed={{ room: room.id }}
            load={(asked, signal) =>
              hisQueueWorklist({
                path: { room_id: room.id },
                query: {
                  state: asked.state ? [asked.state as TicketState] : STATES.slice(0, 3),
                  after: asked.after,
                  limit: asked.limit,
                },
                signal,
              }).then((r) => r.data)
            }
            keyOf={(row) => row.id}
            filters={[
              {
                name: 'state',
                label: t('state'),
                choices: STATES.map((value) => ({ value, label: t(value) })),
              },
            ]}
            empty={t('nobodyWaits')}
            toneOf={(row) =>
              row.priority === 'emergency'
                ? 'red'
                : ['done', 'moved', 'left'].includes(row.state)
                  ? 'dim'
                  : undefined
            }
            columns={[
              {
                head: t('number'),
                show: (row) => <span className={css.ticket}>{row.label}</span>,
                width: '1%',
              },
              {
                head: t('patient'),
                show: (row) =>
                  row.patient ? (
                    <>
                      {row.patient.name}{' '}
                      <Dim>
                        {t(row.patient.sex)} {say(row.patient.age)}
                      </Dim>
                    </>
                  ) : (
                    <Dim>{t('notRegistered')}</Dim>
                  ),
                phone: 'title',
              },
              { head: t('reasonOfVisit'), show: (row) => row.encounter?.reason },
              { head: t('priority'), show: (row) => <WhyAhead of={row} /> },
              {
                head: t('waited'),
                show: (row) =>
                  row.state === 'waiting' ? (
                    <Waiting since={waitsSince(row)} />
                  ) : row.waiting_minutes !== null ? (
                    t('minutes', { n: row.waiting_minutes })
                  ) : null,
                width: '1%',
                nowrap: true,
              },
              {
                head: t('state'),
                show: (row) => (row.state === 'waiting' ? null : <TicketMark of={row.state} />),
                width: '1%',
              },
            ]}
            onOpen={acts.open}
            actions={(row) => (
              <>
                {mayCall && row.acts.includes('call') && (
                  <Button small onClick={() => acts.press.submit({ ticket: row, act: 'call' })}>
                    {t('call')}
                  </Button>
                )}
                <Button small quiet onClick={() => setOpen(row.id)}>
                  {t('more')}
                </Button>
              </>
            )}
          />
        </div>
        <aside className={css.side} aria-label={t('rooms')}>
          <Loads of={queues} title={t('rooms')} here={room.id} />
        </aside>
      </div>
      {open && <TicketPanel ticketId={open} acts={acts} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

/** Whom the keys mean: who was called last, else who came in last. */
function latest(tickets: TicketOut[]): TicketOut | undefined {
  const at = (ticket: TicketOut) => ticket.called_at ?? ticket.started_at ?? ''
  const called = tickets.filter((each) => each.state === 'called')
  return [...(called.length ? called : tickets)].sort((a, b) => at(b).localeCompare(at(a)))[0]
}
