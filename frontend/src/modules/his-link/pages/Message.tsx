import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import {
  hisLinkLinkMessageOptions,
  hisLinkLinkMessageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { LinkMessageWholeOut, LinkSegmentOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { say } from '@/kernel/text'
import { Awaited, Dim, Facts, Page, Panel, Stack, Status, TabPanels, Time } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { Decide } from '../parts/Decide'
import css from '../parts/link.module.css'
import { TONE, took } from '../parts/words'
import { t } from '../text'

/** One message as a person reads it: each field explained, what was answered, what to do. */
export function Message() {
  const { messageId = '' } = useParams({ strict: false })
  const path = { message_id: messageId }
  const found = useQuery(hisLinkLinkMessageOptions({ path }))
  useLive(['link'], [hisLinkLinkMessageQueryKey({ path })])
  return <Awaited of={found}>{(whole) => <Whole of={whole} />}</Awaited>
}

function Whole({ of }: { of: LinkMessageWholeOut }) {
  const { message } = of
  const waits = message.state === 'waiting'
  return (
    <Page
      title={`${message.type} ${message.outgoing ? t('out') : t('in')} · ${message.partner || message.peer}`}
      detail={<Status tone={TONE[message.state]}>{t(`s_${message.state}`)}</Status>}
    >
      <Stack>
        <Decide of={message} />
        <Panel>
          <Facts
            of={[
              { label: t('at'), value: <Time at={message.at} /> },
              { label: t('about'), value: message.about || undefined },
              { label: t('says'), value: say(message.says) || undefined },
              { label: t('answer'), value: message.code || undefined },
              { label: t('latency'), value: took(message.millis) },
              { label: t('attempts'), value: message.attempts ? `${message.attempts}` : undefined },
              {
                label: t('nextAt'),
                value: waits && message.next_at ? <Time at={message.next_at} /> : undefined,
              },
              { label: t('controlId'), value: message.control_id || undefined },
              { label: t('from'), value: message.peer || undefined },
              { label: t('size'), value: t('bytes', { n: message.size }) },
              {
                label: t('solvedBy'),
                value: message.solved_at
                  ? t('solved', {
                      who: message.solved_by_name,
                      at: showInstant(message.solved_at),
                      why: message.solved_why,
                    })
                  : undefined,
              },
            ]}
          />
        </Panel>
        <TabPanels
          tabs={[
            { id: 'explained', label: t('explained'), show: <Lines of={of.lines} /> },
            { id: 'answer', label: t('theAnswer'), show: <Lines of={of.answer} /> },
            { id: 'raw', label: t('raw'), show: <pre className={css.raw}>{of.raw}</pre> },
          ]}
        />
      </Stack>
    </Page>
  )
}

function Lines({ of }: { of: LinkSegmentOut[] }) {
  return (
    <div className={css.lines}>
      {of.map((line, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
        <section key={n} className={css.line}>
          <h3>
            {line.name} <Dim>{say(line.title)}</Dim>
          </h3>
          {line.parts.length === 0 && <code>{line.raw}</code>}
          <dl>
            {line.parts.map((part) => (
              <div key={part.place}>
                <dt>
                  {part.place} <Dim>{say(part.title)}</Dim>
                </dt>
                <dd>
                  {part.value} {say(part.means) && <Dim>{`= ${say(part.means)}`}</Dim>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
