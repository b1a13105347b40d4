import { useState } from 'react'
import { risPacsArchiveStudies } from '@/kernel/api/sdk.gen'
import type { ImagingStudyOut } from '@/kernel/api/types.gen'
import { Alert, Dim, Page, Time, Worklist } from '@/kernel/ui'
import { MatchPanel } from '../parts/MatchPanel'
import { readable, takenOn } from '../parts/words'
import { t } from '../text'

/** Studies of nobody: a person says whose they are. */
export function Unmatched() {
  const [open, setOpen] = useState<ImagingStudyOut>()
  return (
    <Page title={t('unmatched')}>
      <Alert weight="info">{t('unmatchedNote')}</Alert>
      <Worklist<ImagingStudyOut>
        list="ris_pacs.archive.unmatched"
        label={t('unmatched')}
        live={['imaging']}
        load={(asked, signal) =>
          risPacsArchiveStudies({
            query: {
              text: asked.text as string | undefined,
              state: 'unmatched',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('allMatched')}
        filters={[{ name: 'text', label: t('find'), kind: 'text' }]}
        columns={[
          {
            head: t('asReceived'),
            phone: 'title',
            show: (row) => (
              <>
                {readable(row.dicom_patient_name)}{' '}
                <Dim>{`${row.dicom_patient_id} ${row.birth_date.slice(0, 4)}`}</Dim>
              </>
            ),
          },
          { head: t('study'), show: (row) => `${row.modalities} ${row.description}` },
          { head: t('accession'), width: '1%', nowrap: true, show: (row) => row.accession || '–' },
          { head: t('when'), width: '1%', nowrap: true, show: takenOn },
          {
            head: t('arrived'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.received_at} />,
          },
          { head: t('source'), width: '1%', nowrap: true, show: (row) => row.source },
        ]}
        onOpen={setOpen}
      />
      {open && <MatchPanel key={open.id} of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
