import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import {
  hisLinkLinkMessageOptions,
  hisLinkLinkMessageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { LinkMessageWholeOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { say } from '@/kernel/text'
import {
  Awaited,
  Bytes,
  Explained,
  Facts,
  Page,
  Panel,
  Stack,
  Status,
  TabPanels,
  Time,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { Decide } from '../parts/Decide'
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
            { id: 'explained', label: t('explained'), show: <Explained lines={of.lines} /> },
            { id: 'answer', label: t('theAnswer'), show: <Explained lines={of.answer} /> },
            { id: 'raw', label: t('raw'), show: <Bytes of={of.raw} /> },
          ]}
        />
      </Stack>
    </Page>
  )
}
