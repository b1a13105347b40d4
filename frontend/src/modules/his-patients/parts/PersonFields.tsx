import type { ReactNode } from 'react'
import type { Sex } from '@/kernel/api/types.gen'
import type { FormState } from '@/kernel/form'
import { Choose, DateField, Field, Row } from '@/kernel/ui'
import { t } from '../text'
import { CodedPicker, Places } from './Places'
import type { Person } from './particulars'

const SEXES: Sex[] = ['male', 'female', 'unknown']

/** The person, top to bottom as a card reads; what stands in the middle are his cards. */
export function PersonFields<T extends Person>({
  form,
  autoFocus,
  warn = {},
  birthOptional,
  children,
}: {
  form: FormState<T>
  autoFocus?: boolean
  /** Doubts by field: plausible, but look again. */
  warn?: Record<string, string | undefined>
  birthOptional?: boolean
  children?: ReactNode
}) {
  const { values } = form
  const put = (some: Partial<Person>) => form.setAll(some as Partial<T>)
  return (
    <>
      <Row columns={3}>
        <Field
          label={t('name')}
          name="name"
          required
          autoFocus={autoFocus}
          warn={warn.name}
          value={values.name}
          onChange={(name) => put({ name })}
        />
        <DateField
          label={t('birth')}
          name="birth"
          required={!birthOptional}
          partial
          past
          age
          warn={warn.birth}
          value={values.birth}
          onChange={(birth) => put({ birth })}
        />
        <Choose<Sex>
          label={t('sex')}
          name="sex"
          required
          choices={SEXES.map((value) => ({ value, label: t(value) }))}
          value={values.sex}
          onChange={(sex) => put({ sex })}
        />
      </Row>
      {children}
      <Places form={form} />
      <Row columns={4}>
        <CodedPicker
          label={t('ethnic_group')}
          name="ethnic_group"
          list="ethnic_group"
          value={values.ethnic_group}
          onChange={(ethnic_group) => put({ ethnic_group })}
        />
        <CodedPicker
          label={t('nationality')}
          name="nationality"
          list="country"
          value={values.nationality}
          onChange={(nationality) => put({ nationality })}
        />
        <CodedPicker
          label={t('occupation')}
          name="occupation"
          list="occupation"
          value={values.occupation}
          onChange={(occupation) => put({ occupation })}
        />
        <Field
          label={t('workplace')}
          name="workplace"
          most={200}
          value={values.workplace}
          onChange={(workplace) => put({ workplace })}
        />
      </Row>
    </>
  )
}
