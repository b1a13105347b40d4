import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { hisPatientsShowOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsAddDocument, hisPatientsUpdate } from '@/kernel/api/sdk.gen'
import type {
  Difference,
  DocumentAddition,
  DocumentIn,
  PatientChange,
  PatientOut,
  ScanOut,
} from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Panel, RefusalNote, Stack } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { documentsOf, type Newcomer, particularsOf, personOf } from './particulars'
import css from './reception.module.css'

type Props = {
  patientId: string
  emergency: boolean
  /** The card that found him, or what was typed before he was recognised. */
  scan?: ScanOut
  typed?: Newcomer
  onOpened: (encounterId: string) => void
}

/** Somebody who is known: who he is, what the card says otherwise, and his visit to open. */
export function Known({ patientId, emergency, scan, typed, onOpened }: Props) {
  const mayUpdate = useMay('his.patients.patient.update')
  const { data: patient } = useQuery(hisPatientsShowOptions({ path: { patient_id: patientId } }))
  return (
    <Stack>
      <div className={css.who}>
        <Slot name="patient.banner" patientId={patientId} />
      </div>
      {patient && mayUpdate && !patient.masked && (
        <>
          {scan && scan.differences.length > 0 && (
            <Otherwise patient={patient} differences={scan.differences} />
          )}
          {missing(patient, scan, typed).map((paper) => (
            <NewPaper key={paper.kind + paper.value} patient={patient} paper={paper} />
          ))}
        </>
      )}
      <Slot
        key={patientId}
        name="reception.visit"
        patientId={patientId}
        emergency={emergency}
        onOpened={onOpened}
      />
      {patient && !patient.masked && <Contact of={patient} />}
    </Stack>
  )
}

function Contact({ of }: { of: PatientOut }) {
  const place = [of.street, of.commune_name, of.province_name].filter(Boolean).join(', ')
  return (
    <Panel
      title={t('particulars')}
      actions={
        <Link to={`/patients/${of.id}`} className={css.open}>
          {t('openRecord')}
        </Link>
      }
    >
      <div className={css.contact}>
        <span>
          {t('phone')}: {of.phone ?? '–'}
        </span>
        <span>
          {t('address')}: {place || '–'}
        </span>
      </div>
    </Panel>
  )
}

/** Cards that were scanned or typed and are not on the record yet. */
function missing(patient: PatientOut, scan?: ScanOut, typed?: Newcomer): DocumentIn[] {
  const shown: DocumentIn[] = typed ? documentsOf(typed) : []
  if (scan?.name && (scan.kind === 'cccd' || scan.kind === 'bhyt')) {
    shown.push({ kind: scan.kind, value: scan.number, issued_on: scan.issued_on })
  }
  const tail = (value: string) => value.replace(/\W/g, '').slice(-10)
  const have = new Set(patient.documents.map(({ kind, value }) => kind + tail(value)))
  return shown.filter(({ kind, value }) => {
    if (have.has(kind + tail(value))) return false
    have.add(kind + tail(value))
    return true
  })
}

function NewPaper({ patient, paper }: { patient: PatientOut; paper: DocumentIn }) {
  const add = useSubmit((body: DocumentAddition, headers) =>
    hisPatientsAddDocument({ path: { patient_id: patient.id }, body, headers }),
  )
  return (
    <>
      <Alert
        weight="info"
        right={
          <Button small busy={add.busy} onClick={() => add.submit(paper)}>
            {t('addToRecord')}
          </Button>
        }
      >
        {t('notOnRecord', { what: `${t(paper.kind)} ${paper.value}` })}
      </Alert>
      <RefusalNote of={add.refusal} />
    </>
  )
}

function Otherwise({ patient, differences }: { patient: PatientOut; differences: Difference[] }) {
  const correct = useSubmit((body: PatientChange, headers) =>
    hisPatientsUpdate({ path: { patient_id: patient.id }, body, headers }),
  )
  const now: Record<string, string | null> = {
    name: patient.name,
    birth: patient.birth,
    sex: patient.sex,
  }
  const left = differences.filter(({ field, scanned }) => now[field] !== scanned)
  if (!left.length) return null
  const as = (field: string, value: string | null) =>
    value === null
      ? '–'
      : field === 'birth'
        ? showDate(value)
        : field === 'sex'
          ? t(value as 'male')
          : value
  return (
    <>
      <Alert
        weight="warning"
        right={
          <Button
            small
            busy={correct.busy}
            onClick={() =>
              correct.submit({
                ...particularsOf(personOf(patient)),
                birth_time: patient.birth_time,
                deceased_at: patient.deceased_at,
                unknown: patient.unknown,
                ...Object.fromEntries(left.map(({ field, scanned }) => [field, scanned])),
                version: patient.version,
              })
            }
          >
            {t('asOnCard')}
          </Button>
        }
      >
        {t('cardSays')}{' '}
        {left
          .map(
            ({ field, scanned }) =>
              `${t(field as 'name')}: ${as(field, scanned)} ≠ ${as(field, now[field] ?? null)}`,
          )
          .join(' · ')}
      </Alert>
      <RefusalNote of={correct.refusal} />
    </>
  )
}
