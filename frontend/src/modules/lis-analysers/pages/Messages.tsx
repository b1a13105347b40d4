import { useNavigate } from '@tanstack/react-router'
import { lisAnalysersMessages } from '@/kernel/api/sdk.gen'
import type { AnalyserMessageOut, MessageState } from '@/kernel/api/types.gen'
import { Dim, Page, Status, Time, Worklist } from '@/kernel/ui'
import { kindOf, MESSAGE_TONE } from '../parts/words'
import { t } from '../text'

const STATES: MessageState[] = ['review', 'filed', 'answered', 'ignored', 'sent']

/** Everything that came over the lines and went out; newest first. */
export function Messages() {
  const navigate = useNavigate()
  return (
    <Page title={t('messages')}>
      <Worklist<AnalyserMessageOut>
        list="lis.analysers.messages"
        label={t('messages')}
        live={['analysers']}
        load={(asked, signal) =>
          lisAnalysersMessages({
            query: {
              analyser_id: (asked.machine as string) || undefined,
              state: (asked.state as MessageState) || undefined,
              specimen: (asked.specimen as string) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noMessages')}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(`s_${value}`) })),
          },
          { name: 'specimen', label: t('tube'), kind: 'text' },
        ]}
        columns={[
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          {
            head: t('machine'),
            phone: 'title',
            show: (row) => (
              <>
                {row.analyser}{' '}
                <Dim>{`${kindOf(row.kind)} ${row.outgoing ? t('out') : t('in')}`}</Dim>
              </>
            ),
          },
          { head: t('tube'), show: (row) => row.specimen_code || '–', nowrap: true },
          {
            head: t('readings'),
            align: 'right',
            width: '1%',
            show: (row) => (row.kind === 'results' ? `${row.filed}/${row.readings}` : ''),
          },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <Status tone={MESSAGE_TONE[row.state]}>{t(`s_${row.state}`)}</Status>,
          },
          { head: t('why'), show: (row) => <Dim>{row.why}</Dim>, phone: 'hide' },
        ]}
        onOpen={(row) => navigate({ to: `/lab/analyser-messages/${row.id}` })}
      />
    </Page>
  )
}
