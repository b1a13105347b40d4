import { useNavigate } from '@tanstack/react-router'
import { risPacsArchiveStudies } from '@/kernel/api/sdk.gen'
import type { ImagingStudyOut, StudyState } from '@/kernel/api/types.gen'
import { Slot } from '@/kernel/Slot'
import { Dim, Page, Status, Worklist } from '@/kernel/ui'
import { MODALITIES, readable, STATE_TONE, takenOn } from '../parts/words'
import { t } from '../text'

/** What machines sent, the newest first. */
export function Studies() {
  const navigate = useNavigate()
  return (
    <Page title={t('studies')}>
      <Worklist<ImagingStudyOut>
        list="ris_pacs.archive.studies"
        label={t('studies')}
        live={['imaging']}
        load={(asked, signal) =>
          risPacsArchiveStudies({
            query: {
              text: asked.text as string | undefined,
              modality: asked.modality as string | undefined,
              state: (asked.state as StudyState) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('none')}
        filters={[
          { name: 'text', label: t('find'), kind: 'text' },
          {
            name: 'modality',
            label: t('modality'),
            list: true,
            choices: MODALITIES.map((value) => ({ value, label: value })),
          },
          {
            name: 'state',
            label: t('state'),
            choices: [
              { value: 'matched', label: t('matched') },
              { value: 'unmatched', label: t('unmatched') },
            ],
          },
        ]}
        columns={[
          { head: t('when'), width: '1%', nowrap: true, show: takenOn },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) =>
              row.patient ? (
                <>
                  {row.patient.name} <Dim>{row.patient.code}</Dim>
                </>
              ) : (
                <>
                  {readable(row.dicom_patient_name)}{' '}
                  <Status tone={STATE_TONE[row.state]}>{t('nobody')}</Status>
                </>
              ),
          },
          {
            head: t('study'),
            show: (row) => (
              <>
                {row.modalities} {row.description} <Dim>{row.order_code}</Dim>
              </>
            ),
          },
          { head: t('pictures'), align: 'right', width: '1%', show: (row) => row.instance_count },
          { head: t('source'), width: '1%', nowrap: true, show: (row) => row.source },
        ]}
        actions={(row) => (
          <Slot name="study.actions" studyUid={row.uid} patientId={row.patient?.id ?? null} />
        )}
        onOpen={(row) => navigate({ to: `/imaging/studies/${row.id}` })}
      />
    </Page>
  )
}
