import {
  hisCatalogsSearch,
  hisPatientsCorrectAllergy,
  hisPatientsRecordAllergy,
} from '@/kernel/api/sdk.gen'
import type {
  AllergyIn,
  AllergyKind,
  AllergyOut,
  Certainty,
  Severity,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, DateField, Field, Form, Picker, Select } from '@/kernel/ui'
import { t } from '../text'
import type { Coded } from './particulars'

const KINDS: AllergyKind[] = ['drug', 'contrast', 'food', 'environment', 'other']
const SEVERITIES: Severity[] = ['unknown', 'mild', 'moderate', 'severe']

type Typed = {
  kind: AllergyKind | null
  substance: string
  code: string | null
  reaction: string
  severity: Severity | null
  certainty: Certainty | null
  noticed: string | null
}

/** One allergy: the substance from the list where it is on one, else in words. */
export function AllergyForm({
  patientId,
  was,
  onDone,
}: {
  patientId: string
  was?: AllergyOut
  onDone: () => void
}) {
  const form = useForm<Typed>({
    kind: was?.kind ?? 'drug',
    substance: was?.substance ?? '',
    code: was?.code ?? null,
    reaction: was?.reaction ?? '',
    severity: was?.severity ?? 'unknown',
    certainty: was?.certainty ?? 'suspected',
    noticed: was?.noticed ?? null,
  })
  const path = { patient_id: patientId }
  const save = useSubmit(
    (body: AllergyIn, headers) =>
      was
        ? hisPatientsCorrectAllergy({
            path: { ...path, allergy_id: was.id },
            body: { ...body, version: was.version },
            headers,
          })
        : hisPatientsRecordAllergy({ path, body, headers }),
    { done: onDone },
  )
  const { kind } = form.values
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(values) =>
        save.submit({
          ...values,
          kind: values.kind ?? 'other',
          severity: values.severity ?? 'unknown',
          certainty: values.certainty ?? 'suspected',
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Choose<AllergyKind>
        label={t('kind')}
        choices={KINDS.map((value) => ({ value, label: t(`allergy_${value}`) }))}
        {...form.bind('kind')}
      />
      {kind === 'drug' && (
        <Picker<Coded>
          label={t('fromList')}
          list="substance"
          autoFocus
          value={null}
          onChange={(found) => found && form.setAll({ substance: found.name, code: found.code })}
          search={(q, signal) =>
            hisCatalogsSearch({ path: { list_id: 'substance' }, query: { q }, signal }).then(
              ({ data }) => data.items.map(({ code, name }) => ({ code, name })),
            )
          }
          line={(each) => ({ key: each.code, name: each.name })}
        />
      )}
      <Field
        label={t('substance')}
        required
        most={200}
        name="substance"
        value={form.values.substance}
        onChange={(substance) => form.setAll({ substance, code: null })}
      />
      <Field label={t('reaction')} most={500} {...form.bind('reaction')} />
      <Select<Severity>
        label={t('severity')}
        choices={SEVERITIES.map((value) => ({ value, label: t(`severity_${value}`) }))}
        {...form.bind('severity')}
      />
      <Choose<Certainty>
        label={t('certainty')}
        choices={(['suspected', 'confirmed'] as const).map((value) => ({ value, label: t(value) }))}
        {...form.bind('certainty')}
      />
      <DateField label={t('noticed')} partial past {...form.bind('noticed')} />
    </Form>
  )
}
