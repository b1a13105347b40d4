import { hisPatientsRegisterUnknown } from '@/kernel/api/sdk.gen'
import type { PatientOut, Sex, UnknownIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Form, NumberField, Row } from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'

/** An emergency before papers: a temporary name now, the real one when somebody knows it. */
export function Unknown({
  onRegistered,
  onCancel,
}: {
  onRegistered: (patient: PatientOut) => void
  onCancel: () => void
}) {
  const form = useForm<{ sex: Sex | null; age: number | null }>({ sex: null, age: null })
  const save = useSubmit(
    (body: UnknownIn, headers) => hisPatientsRegisterUnknown({ body, headers }),
    { done: onRegistered },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ sex, age }) =>
        save.submit({
          sex: sex ?? 'unknown',
          birth: age === null ? null : String(Number(today().slice(0, 4)) - age),
        })
      }
      actions={
        <>
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('registerUnknown')}
          </Button>
          <Button quiet onClick={onCancel}>
            {t('stop')}
          </Button>
        </>
      }
    >
      <Row columns={3}>
        <Choose<Sex>
          label={t('sex')}
          choices={(['male', 'female', 'unknown'] as const).map((value) => ({
            value,
            label: t(value),
          }))}
          {...form.bind('sex')}
        />
        <NumberField
          label={t('guessedAge')}
          unit={t('years')}
          least={0}
          most={120}
          autoFocus
          {...form.bind('age')}
        />
      </Row>
    </Form>
  )
}
