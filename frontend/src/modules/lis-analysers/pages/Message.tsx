import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import {
  lisAnalysersMessageOptions,
  lisAnalysersMessageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisAnalysersReplay } from '@/kernel/api/sdk.gen'
import type { AnalyserMessageWholeOut, HeldReadingOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Awaited,
  Button,
  Bytes,
  Explained,
  Facts,
  Page,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  TabPanels,
  Time,
} from '@/kernel/ui'
import { HELD_TONE, kindOf, MESSAGE_TONE } from '../parts/words'
import { t } from '../text'

/** One message as a person reads it: each field explained, and the bytes themselves. */
export function Message() {
  const { messageId = '' } = useParams({ strict: false })
  const path = { message_id: messageId }
  const found = useQuery(lisAnalysersMessageOptions({ path }))
  useLive(['analysers'], [lisAnalysersMessageQueryKey({ path })])
  return <Awaited of={found}>{(whole) => <Whole of={whole} />}</Awaited>
}

function Whole({ of }: { of: AnalyserMessageWholeOut }) {
  const may = useMay('lis.analysers.reading.review')
  const { message } = of
  const replay = useSubmit((_: null, headers) =>
    lisAnalysersReplay({ path: { message_id: message.id }, headers }),
  )
  const readable = !message.outgoing && message.kind !== 'torn' && message.kind !== 'query'
  return (
    <Page
      title={t('message', { machine: message.analyser })}
      detail={<Status tone={MESSAGE_TONE[message.state]}>{t(`s_${message.state}`)}</Status>}
      actions={
        may &&
        readable && (
          <Button hotkey="F8" busy={replay.busy} onClick={() => replay.submit(null)}>
            {t('replay')}
          </Button>
        )
      }
    >
      <Stack>
        <RefusalNote of={replay.refusal} />
        {replay.done && <Alert weight="info">{t('replayed')}</Alert>}
        <Panel>
          <Facts
            of={[
              { label: t('at'), value: <Time at={message.at} /> },
              {
                label: t('kind'),
                value: `${kindOf(message.kind)} ${message.outgoing ? t('out') : t('in')}`,
              },
              { label: t('tube'), value: message.specimen_code || undefined },
              { label: t('controlId'), value: message.control_id || undefined },
              { label: t('readings'), value: `${message.filed}/${message.readings}` },
              { label: t('from'), value: message.peer || undefined },
              { label: t('size'), value: t('bytes', { n: message.size }) },
              { label: t('why'), value: message.why || undefined },
            ]}
          />
        </Panel>
        {of.held.length > 0 && <HeldHere rows={of.held} />}
        <TabPanels
          tabs={[
            { id: 'explained', label: t('explained'), show: <Explained lines={of.lines} /> },
            { id: 'raw', label: t('raw'), show: <Bytes of={of.raw} /> },
          ]}
        />
      </Stack>
    </Page>
  )
}

function HeldHere({ rows }: { rows: HeldReadingOut[] }) {
  return (
    <Panel title={t('heldOf')} flush>
      <Table<HeldReadingOut>
        label={t('heldOf')}
        rows={rows}
        keyOf={(row) => row.id}
        columns={[
          { head: t('code'), phone: 'title', show: (row) => `${row.code} ${row.name}` },
          { head: t('value'), show: (row) => `${row.value} ${row.unit}` },
          { head: t('why'), show: (row) => say(row.says) },
          {
            head: t('state'),
            show: (row) => <Status tone={HELD_TONE[row.state]}>{t(`h_${row.state}`)}</Status>,
          },
          {
            head: t('solvedBy'),
            show: (row) =>
              row.solved_by_name
                ? t('by', { who: row.solved_by_name, why: row.solved_why })
                : row.solved_why,
          },
        ]}
      />
    </Panel>
  )
}
