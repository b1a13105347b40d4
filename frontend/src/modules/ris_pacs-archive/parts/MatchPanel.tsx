import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsArchiveCandidatesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsSearch, risPacsArchiveMatch } from '@/kernel/api/sdk.gen'
import type {
  ImagingStudyOut,
  PatientLine,
  StudyCandidateOut,
  StudyMatchIn,
} from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Dim,
  Facts,
  Field,
  Picker,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { readable, takenOn } from './words'

/** Whose it is: the likeliest first, or anybody who is looked up. */
export function MatchPanel({ of, onClose }: { of: ImagingStudyOut; onClose: () => void }) {
  const path = { study_id: of.id }
  const found = useQuery(risPacsArchiveCandidatesOptions({ path }))
  const [other, setOther] = useState<PatientLine | null>(null)
  const looked = useQuery({
    ...risPacsArchiveCandidatesOptions({ path, query: { patient_id: other?.id } }),
    enabled: !!other,
  })
  const [chosen, setChosen] = useState<string>()
  const [reason, setReason] = useState('')
  const match = useSubmit(
    (body: StudyMatchIn, headers) => risPacsArchiveMatch({ path, body, headers }),
    { done: onClose },
  )
  const offered = other ? looked.data?.candidates : found.data?.candidates
  const [patientId, orderId] = (chosen ?? '').split('/')
  return (
    <SidePanel open title={readable(of.dicom_patient_name)} onClose={onClose}>
      <Stack>
        {of.mixed && <Alert weight="warning">{t('mixed')}</Alert>}
        <Facts
          of={[
            { label: t('asReceived'), value: `${of.dicom_patient_id || '–'} · ${of.sex || '–'}` },
            { label: t('when'), value: takenOn(of) },
            { label: t('study'), value: `${of.modalities} ${of.description}` },
            { label: t('accession'), value: of.accession || undefined },
          ]}
        />
        <Picker<PatientLine>
          label={t('other')}
          list="ris_pacs.archive.patients"
          placeholder={t('findPatient')}
          value={other}
          onChange={(who) => {
            setOther(who)
            setChosen(undefined)
          }}
          search={(q, signal) =>
            hisPatientsSearch({ query: { q, limit: 20 }, signal }).then((r) => r.data.items)
          }
          line={(who) => ({ key: who.id, code: who.code, name: who.name })}
        />
        <Awaited of={other ? looked : found} rows={3}>
          {() =>
            offered?.length ? (
              <Select
                label={t('candidates')}
                choices={offered.flatMap(linesOf)}
                value={chosen ?? null}
                onChange={(value) => setChosen(value ?? undefined)}
              />
            ) : (
              <Dim>{t('noCandidates')}</Dim>
            )
          }
        </Awaited>
        <Field label={t('reason')} value={reason} onChange={setReason} />
        <RefusalNote of={match.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={match.busy}
          off={!patientId}
          onClick={() =>
            patientId &&
            match.submit({
              patient_id: patientId,
              order_id: orderId || null,
              reason,
              version: of.version,
            })
          }
        >
          {t('match')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

/** A choice for each of his orders, and one without. */
function linesOf(of: StudyCandidateOut) {
  const agrees = [
    of.code_agrees && t('codeAgrees'),
    of.name_agrees && t('nameAgrees'),
    of.birth_agrees && t('birthAgrees'),
  ].filter(Boolean)
  const who = `${of.patient.name} · ${of.patient.code} · ${of.patient.birth ? showDate(of.patient.birth) : '–'}`
  const extra = agrees.length ? agrees.join(', ') : undefined
  return [
    ...of.orders.map((order) => ({
      value: `${of.patient.id}/${order.id}`,
      label: `${who}: ${order.code} ${order.service_name}`,
      extra,
    })),
    { value: `${of.patient.id}/`, label: `${who}: ${t('noOrder')}`, extra },
  ]
}
