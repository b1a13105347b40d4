import { useQuery } from '@tanstack/react-query'
import {
  risPacsWebOfPatientOptions,
  risPacsWebOfPatientQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { PatientStudyOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Dim, Panel, Table } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { OpenStudy } from './OpenStudy'

/** A patient's pictures on his page, the newest first. */
export function PatientStudies({ patientId }: { patientId: string }) {
  const path = { patient_id: patientId }
  const found = useQuery(risPacsWebOfPatientOptions({ path }))
  useLive(['imaging'], [risPacsWebOfPatientQueryKey({ path })])
  const items = found.data?.items ?? []
  if (!items.length) return null
  return (
    <Panel title={t('pictures')} flush>
      <Table<PatientStudyOut>
        label={t('pictures')}
        rows={items}
        keyOf={(row) => row.uid}
        columns={[
          { head: '', show: (row) => (row.on ? showDate(row.on) : ''), nowrap: true, width: '1%' },
          { head: '', show: (row) => row.modalities.join(', '), width: '1%' },
          {
            head: '',
            phone: 'title',
            show: (row) => (
              <>
                {row.description || row.accession}{' '}
                <Dim>{t('series_of', { series: row.series, pictures: row.pictures })}</Dim>
              </>
            ),
          },
        ]}
        actions={(row) => <OpenStudy studyUid={row.uid} ohif={found.data?.ohif} />}
      />
      {found.data?.more && <Dim>{t('more')}</Dim>}
    </Panel>
  )
}
