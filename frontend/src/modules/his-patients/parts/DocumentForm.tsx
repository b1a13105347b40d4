import { useState } from 'react'
import { hisPatientsAddDocument, hisPatientsCorrectDocument } from '@/kernel/api/sdk.gen'
import type {
  DocumentIn,
  HisPatientsSchemasDocumentOut as DocumentOut,
  IdentifierKind,
  SimilarOut,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, DateField, Field, Form, Row, Select } from '@/kernel/ui'
import { t } from '../text'
import { Candidates } from './Candidates'

const KINDS: IdentifierKind[] = [
  'bhyt',
  'cccd',
  'cmnd',
  'passport',
  'birth_certificate',
  'old_code',
  'other',
]

type Paper = {
  kind: IdentifierKind | null
  value: string
  issuer: string
  issued_on: string | null
  valid_from: string | null
  valid_to: string | null
  facility: string
  five_years_on: string | null
}

/** One card or number; a number that somebody else has is asked about. */
export function DocumentForm({
  patientId,
  was,
  onDone,
}: {
  patientId: string
  was?: DocumentOut
  onDone: () => void
}) {
  const [others, setOthers] = useState<string[]>([])
  const form = useForm<Paper>({
    kind: was?.kind ?? 'bhyt',
    value: was?.value ?? '',
    issuer: was?.issuer ?? '',
    issued_on: was?.issued_on ?? null,
    valid_from: was?.valid_from ?? null,
    valid_to: was?.valid_to ?? null,
    facility: was?.facility ?? '',
    five_years_on: was?.five_years_on ?? null,
  })
  const save = useSubmit(
    (given: DocumentIn, headers) => {
      const body = { ...given, not_same_as: others }
      return was
        ? hisPatientsCorrectDocument({
            path: { patient_id: patientId, document_id: was.id },
            body: { ...body, version: was.version },
            headers,
          })
        : hisPatientsAddDocument({ path: { patient_id: patientId }, body, headers })
    },
    { done: onDone },
  )
  const { kind } = form.values
  const refused = save.refusal?.error === 'SimilarPatients'
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(values) =>
        save.submit({
          ...values,
          kind: values.kind ?? 'other',
          value: values.value.trim(),
          facility: values.facility.trim() || null,
          area: was?.area as 'K1',
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Select<IdentifierKind>
        label={t('kind')}
        required
        choices={KINDS.map((value) => ({ value, label: t(value) }))}
        {...form.bind('kind')}
      />
      <Field label={t('number')} required autoFocus most={60} {...form.bind('value')} />
      <Row columns={2}>
        <DateField label={t('validFrom')} {...form.bind('valid_from')} />
        <DateField label={t('validTo')} {...form.bind('valid_to')} />
      </Row>
      {kind === 'bhyt' ? (
        <Row columns={2}>
          <Field label={t('facility')} most={5} {...form.bind('facility')} />
          <DateField label={t('fiveYears')} {...form.bind('five_years_on')} />
        </Row>
      ) : (
        <Row columns={2}>
          <DateField label={t('issuedOn')} past {...form.bind('issued_on')} />
          <Field label={t('issuer')} most={200} {...form.bind('issuer')} />
        </Row>
      )}
      {refused && (
        <Candidates
          of={((save.refusal?.facts.candidates ?? []) as SimilarOut[]).map((each) => ({
            ...each,
            likely: true,
          }))}
          others={others}
          onOther={(id, other) =>
            setOthers((before) => (other ? [...before, id] : before.filter((x) => x !== id)))
          }
        />
      )}
    </Form>
  )
}
