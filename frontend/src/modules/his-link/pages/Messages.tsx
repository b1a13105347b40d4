import { useNavigate } from '@tanstack/react-router'
import { hisLinkLinkMessages } from '@/kernel/api/sdk.gen'
import type { LinkMessageOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Download, Page, Status, Time, Worklist } from '@/kernel/ui'
import { type State, TONE, took } from '../parts/words'
import { t } from '../text'

const STATES: State[] = [
  'review',
  'waiting',
  'failed',
  'refused',
  'done',
  'sent',
  'repeated',
  'cancelled',
]
const TYPES = [
  'OML^O21',
  'OMI^O23',
  'ORM^O01',
  'ORU^R01',
  'SIU^S12',
  'ADT^A08',
  'ADT^A40',
  'QBP^Q11',
]

/** Everything that came and went, newest first. */
export function Messages() {
  const navigate = useNavigate()
  return (
    <Page
      title={t('log')}
      actions={<Download href="/api/link/messages/sheet">{t('sheet')}</Download>}
    >
      <Worklist<LinkMessageOut>
        list="his.link.messages"
        label={t('log')}
        live={['link']}
        load={(asked, signal) =>
          hisLinkLinkMessages({
            query: {
              partner_id: (asked.partner as string) || undefined,
              state: (asked.state as State) || undefined,
              type: (asked.type as string) || undefined,
              search: (asked.search as string) || undefined,
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
          {
            name: 'type',
            label: t('type'),
            choices: TYPES.map((value) => ({ value, label: value })),
          },
          { name: 'search', label: t('search'), kind: 'text' },
        ]}
        columns={[
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          {
            head: t('partner'),
            phone: 'title',
            show: (row) => (
              <>
                {row.partner || row.peer}{' '}
                <Dim>{`${row.type} ${row.outgoing ? t('out') : t('in')}`}</Dim>
              </>
            ),
          },
          { head: t('about'), nowrap: true, show: (row) => row.about || '–' },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <Status tone={TONE[row.state]}>{t(`s_${row.state}`)}</Status>,
          },
          { head: t('took'), width: '1%', nowrap: true, show: (row) => took(row.millis) },
          { head: t('says'), show: (row) => <Dim>{say(row.says)}</Dim>, phone: 'hide' },
        ]}
        onOpen={(row) => navigate({ to: `/link/messages/${row.id}` })}
      />
    </Page>
  )
}
