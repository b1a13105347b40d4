import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { risPacsScheduleMachinesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsScheduleExams, risPacsSchedulePrintRegister } from '@/kernel/api/sdk.gen'
import type { ImagingExamOut } from '@/kernel/api/types.gen'
import { Dim, PrintButton, Time, Worklist } from '@/kernel/ui'
import { ImagingPage } from '../parts/ImagingPage'
import { RowActs } from '../parts/RowActs'
import { MODALITIES, NoticeOf, StateOf, toneOf, WhatOf, WhoOf } from '../parts/words'
import { t } from '../text'

type View = 'work' | 'incoming' | 'undone' | 'done' | 'all'

/** What is to be taken: the same list that the machines get, and what stands before it. */
export function Exams() {
  const navigate = useNavigate()
  const known = useQueryClient()
  const machines = useQuery(risPacsScheduleMachinesOptions()).data?.items ?? []
  const again = () => known.invalidateQueries({ queryKey: ['ris_pacs.schedule.exams'] })
  return (
    <ImagingPage
      title={t('exams')}
      actions={
        <PrintButton
          title={t('register')}
          pdf={() => risPacsSchedulePrintRegister({ parseAs: 'blob' }).then((r) => r.data as Blob)}
        >
          {t('register')}
        </PrintButton>
      }
    >
      <Worklist<ImagingExamOut>
        list="ris_pacs.schedule.exams"
        label={t('exams')}
        live={['exams', 'orders']}
        load={(asked, signal) =>
          risPacsScheduleExams({
            query: {
              view: (asked.view as View) || 'work',
              machine_id: (asked.machine as string) || undefined,
              modality: (asked.modality as string) || undefined,
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
            start: 'work',
            always: true,
            choices: [
              { value: 'work', label: t('work') },
              { value: 'incoming', label: t('incoming') },
              { value: 'undone', label: t('undone') },
              { value: 'done', label: t('done_') },
              { value: 'all', label: t('all') },
            ],
          },
          {
            name: 'machine',
            label: t('machine'),
            list: true,
            choices: machines
              .filter((each) => each.active)
              .map((each) => ({ value: each.id, label: `${each.code} ${each.name}` })),
          },
          {
            name: 'modality',
            label: t('modality'),
            list: true,
            choices: MODALITIES.map((value) => ({ value, label: value })),
          },
        ]}
        columns={[
          { head: t('due'), width: '1%', nowrap: true, show: (row) => <Time at={row.due_at} /> },
          { head: t('patient'), phone: 'title', show: (row) => <WhoOf of={row} /> },
          {
            head: t('exam'),
            show: (row) => (
              <>
                <WhatOf of={row} /> <Dim>{row.accession}</Dim>
              </>
            ),
          },
          { head: t('machine'), width: '1%', show: (row) => row.machine || row.modality },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <StateOf of={row.state} />,
          },
          { head: t('note'), show: (row) => <NoticeOf of={row} /> },
        ]}
        toneOf={toneOf}
        actions={(row) => <RowActs of={row} onDone={again} />}
        onOpen={(row) => navigate({ to: `/imaging/exams/${row.id}` })}
      />
    </ImagingPage>
  )
}
