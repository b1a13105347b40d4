import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  risPacsReadingReadingCountsOptions,
  risPacsReadingReadingCountsQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsReadingReadingList } from '@/kernel/api/sdk.gen'
import type { ReadingLineOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Slot } from '@/kernel/Slot'
import { language } from '@/kernel/text'
import { Dim, Page, Status, Waiting, Worklist } from '@/kernel/ui'
import { ScreenHere } from '../parts/ScreenHere'
import { STATE_TONE } from '../parts/words'
import { t } from '../text'

const VIEWS = [
  ['waiting', 'waiting'],
  ['mine', 'mine'],
  ['unread', 'unread'],
  ['urgent', 'urgent'],
  ['assigned', 'assignedView'],
  ['to_sign', 'to_sign'],
  ['done', 'done'],
  ['trouble', 'trouble'],
  ['touched', 'touchedView'],
] as const
type View = (typeof VIEWS)[number][0]
const MODALITIES = ['CT', 'MR', 'DX', 'CR', 'US', 'XA', 'MG']

/** What waits to be read: STAT first, then the oldest. */
export function ReadingList() {
  const navigate = useNavigate()
  const counts = useQuery(risPacsReadingReadingCountsOptions())
  useLive(['reading'], [risPacsReadingReadingCountsQueryKey()])
  const many = (name: string) => {
    const count = counts.data?.counts[name]
    return count ? ` ${count}` : ''
  }
  return (
    <Page title={t('list')} detail={<ScreenHere />}>
      <Worklist<ReadingLineOut>
        list="ris_pacs.reading.list"
        label={t('list')}
        live={['reading']}
        load={(asked, signal) =>
          risPacsReadingReadingList({
            query: {
              view: (asked.view as View) || 'waiting',
              modality: asked.modality as string | undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('none')}
        filters={[
          {
            name: 'view',
            label: t('view'),
            start: 'waiting',
            always: true,
            choices: VIEWS.map(([value, name]) => ({ value, label: t(name) + many(value) })),
          },
          {
            name: 'modality',
            label: t('modality'),
            list: true,
            choices: MODALITIES.map((value) => ({ value, label: value })),
          },
        ]}
        toneOf={(row) => (row.rank === 0 && !row.final_at ? 'red' : undefined)}
        columns={[
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                {row.patient_name} <Dim>{row.patient_age[language()]}</Dim>
              </>
            ),
          },
          {
            head: t('exam'),
            show: (row) => (
              <>
                {row.rank < 2 && (
                  <Status tone={row.rank ? 'amber' : 'red'}>
                    {t(row.rank ? 'urgentRank' : 'stat')}
                  </Status>
                )}{' '}
                {row.service_name.startsWith(row.modality) ? '' : `${row.modality} `}
                {row.service_name} <Dim>{row.accession}</Dim>
              </>
            ),
          },
          {
            head: t('age'),
            width: '1%',
            nowrap: true,
            show: (row) =>
              row.final_at ? <Dim>{row.signed_by_name}</Dim> : <Waiting since={row.asked_at} />,
          },
          { head: t('state'), width: '1%', nowrap: true, show: (row) => <State of={row} /> },
          { head: t('reader'), show: (row) => row.reader_name || row.supervisor_name },
        ]}
        actions={(row) =>
          row.study_uid && (
            <Slot name="study.actions" studyUid={row.study_uid} patientId={row.patient_id} />
          )
        }
        onOpen={(row) => navigate({ to: `/imaging/reading/${row.id}` })}
      />
    </Page>
  )
}

export function State({ of }: { of: ReadingLineOut }) {
  return (
    <>
      <Status tone={STATE_TONE[of.state]}>{t(`s_${of.state}`)}</Status>
      {of.critical && <Status tone="red">{t('critical')}</Status>}
      {of.touched_at && <Status tone="red">{t('touchedView')}</Status>}
      {of.discrepancy && <Status tone="amber">{t('discrepancy')}</Status>}
    </>
  )
}
