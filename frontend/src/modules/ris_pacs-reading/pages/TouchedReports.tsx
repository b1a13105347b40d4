import { useNavigate } from '@tanstack/react-router'
import { risPacsReadingTouchedReports } from '@/kernel/api/sdk.gen'
import type { TouchedReportOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import { Dim, Page, Status, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

const HOW = ['final', 'addendum', 'retraction', 'undone'] as const

/** Which reports a correction of pictures has touched, by whom, why, and how it was settled. */
export function TouchedReports() {
  const navigate = useNavigate()
  return (
    <Page title={t('touchedList')}>
      <Worklist<TouchedReportOut>
        list="ris_pacs.reading.touched"
        label={t('touchedList')}
        live={['reading']}
        load={(asked, signal) =>
          risPacsReadingTouchedReports({
            query: { opened: asked.open !== 'all', after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.touch.id}
        empty={t('touchedNone')}
        filters={[
          {
            name: 'open',
            label: t('view'),
            start: 'open',
            always: true,
            choices: [
              { value: 'open', label: t('openOnly') },
              { value: 'all', label: t('allTouched') },
            ],
          },
        ]}
        columns={[
          { head: t('patient'), phone: 'title', show: (row) => row.reading.patient_name },
          {
            head: t('exam'),
            show: (row) => (
              <>
                {row.reading.service_name} <Dim>{row.reading.accession}</Dim>
              </>
            ),
          },
          {
            head: t('what'),
            show: (row) => (
              <>
                {row.touch.said[language()]} <Dim>{row.touch.reason}</Dim>
              </>
            ),
          },
          {
            head: t('touchedWhen'),
            nowrap: true,
            show: (row) => (
              <>
                {showInstant(row.touch.at)} <Dim>{row.touch.by_name}</Dim>
              </>
            ),
          },
          { head: t('state'), width: '1%', nowrap: true, show: (row) => <Settled of={row} /> },
        ]}
        onOpen={(row) => navigate({ to: `/imaging/reading/${row.reading.id}` })}
      />
    </Page>
  )
}

function Settled({ of }: { of: TouchedReportOut }) {
  const how = HOW.find((each) => each === of.touch.settled_how)
  return how ? (
    <>
      <Status tone="green">{t(`h_${how}`)}</Status> <Dim>{of.touch.settled_by_name}</Dim>
    </>
  ) : (
    <Status tone="red">{t('waitsConfirm')}</Status>
  )
}
