import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsArchiveStudyOptions,
  risPacsArchiveStudyQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsArchiveUndo, risPacsArchiveUnmatch } from '@/kernel/api/sdk.gen'
import type { ImagingStudyWholeOut, StudyReasonIn } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  DangerPanel,
  Facts,
  Page,
  Panel,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { MatchPanel } from '../parts/MatchPanel'
import { readable, STATE_TONE, showSize, takenOn, whoOf } from '../parts/words'
import { t } from '../text'

/** One study: its series, whose it is, and what was decided about that. */
export function Study() {
  const { studyId = '' } = useParams({ strict: false })
  const path = { study_id: studyId }
  const found = useQuery(risPacsArchiveStudyOptions({ path }))
  useLive(['imaging'], [risPacsArchiveStudyQueryKey({ path })])
  return <Awaited of={found}>{(whole) => <Whole of={whole} />}</Awaited>
}

function Whole({ of }: { of: ImagingStudyWholeOut }) {
  const { study, series, changes } = of
  const mayMatch = useMay('ris_pacs.archive.study.match')
  const [act, setAct] = useState<'match' | 'unmatch' | 'undo'>()
  const close = () => setAct(undefined)
  return (
    <Page
      title={study.patient?.name ?? readable(study.dicom_patient_name)}
      detail={
        <Status tone={STATE_TONE[study.state]}>
          {study.state === 'matched' ? t('matched') : t('nobody')}
        </Status>
      }
      actions={
        <>
          <Slot name="study.actions" studyUid={study.uid} patientId={study.patient?.id ?? null} />
          <Slot name="study.page" studyUid={study.uid} />
          {mayMatch && changes.length > 0 && (
            <Button onClick={() => setAct('undo')}>{t('undo')}</Button>
          )}
          {mayMatch && study.patient && (
            <Button danger onClick={() => setAct('unmatch')}>
              {t('unmatch')}
            </Button>
          )}
          {mayMatch && !study.patient && (
            <Button primary hotkey="F8" onClick={() => setAct('match')}>
              {t('toMatch')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {study.patient && <Slot name="patient.banner" patientId={study.patient.id} />}
        {study.mixed && <Alert weight="warning">{t('mixed')}</Alert>}
        <Panel title={t('study')}>
          <Facts
            of={[
              { label: t('description'), value: `${study.modalities} ${study.description}` },
              { label: t('when'), value: takenOn(study) },
              { label: t('belongs'), value: whoOf(study) },
              { label: t('order'), value: study.order_code || undefined },
              {
                label: t('asReceived'),
                value: `${readable(study.dicom_patient_name)} · ${study.dicom_patient_id || '–'} · ${study.birth_date || '–'}`,
              },
              { label: t('accession'), value: study.accession || undefined },
              { label: t('source'), value: study.source },
              { label: t('size'), value: showSize(study.size) },
            ]}
          />
        </Panel>
        <Panel title={t('series')}>
          <Table
            label={t('series')}
            rows={series}
            keyOf={(row) => row.uid}
            columns={[
              { head: t('number'), width: '1%', align: 'right', show: (row) => row.number ?? '–' },
              { head: t('modality'), width: '1%', show: (row) => row.modality },
              {
                head: t('description'),
                phone: 'title',
                show: (row) => [row.description, row.body_part].filter(Boolean).join(' · ') || '–',
              },
              { head: t('source'), show: (row) => row.station },
              {
                head: t('pictures'),
                width: '1%',
                align: 'right',
                show: (row) => row.instance_count,
              },
              {
                head: t('size'),
                width: '1%',
                nowrap: true,
                align: 'right',
                show: (row) => showSize(row.size),
              },
            ]}
          />
        </Panel>
        {changes.length > 0 && <History of={of} />}
      </Stack>
      {act === 'match' && <MatchPanel of={study} onClose={close} />}
      {act === 'unmatch' && <Back of={of} undoing={false} onClose={close} />}
      {act === 'undo' && <Back of={of} undoing onClose={close} />}
    </Page>
  )
}

function History({ of }: { of: ImagingStudyWholeOut }) {
  return (
    <Panel title={t('history')}>
      <Table
        label={t('history')}
        rows={of.changes}
        keyOf={(row) => `${row.at}${row.act}`}
        columns={[
          { head: t('arrived'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          { head: t('state'), width: '1%', nowrap: true, show: (row) => t(`act_${row.act}`) },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => `${row.patient_after || t('nobody')} ${row.order_after}`,
          },
          { head: t('source'), show: (row) => (row.by_rule ? t('byRule') : row.by_name) },
          { head: t('reason'), show: (row) => row.reason },
        ]}
      />
    </Panel>
  )
}

function Back({
  of,
  undoing,
  onClose,
}: {
  of: ImagingStudyWholeOut
  undoing: boolean
  onClose: () => void
}) {
  const path = { study_id: of.study.id }
  const last = of.changes[0]
  const act = useSubmit(
    (body: StudyReasonIn, headers) =>
      undoing
        ? risPacsArchiveUndo({ path, body, headers })
        : risPacsArchiveUnmatch({ path, body, headers }),
    { done: onClose },
  )
  const what = last ? `${t(`act_${last.act}`)}, ${last.patient_after || t('nobody')}` : '–'
  return (
    <DangerPanel
      open
      title={undoing ? t('undo') : t('unmatch')}
      verb={undoing ? t('undo') : t('unmatch')}
      before={undoing ? t('undoBefore', { what }) : t('unmatchBefore', { who: whoOf(of.study) })}
      after={undoing ? t('undoAfter') : t('unmatchAfter')}
      busy={act.busy}
      refusal={act.refusal}
      onAct={(reason) => act.submit({ reason, version: of.study.version })}
      onClose={onClose}
    />
  )
}
