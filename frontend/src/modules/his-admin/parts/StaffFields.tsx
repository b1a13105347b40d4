import type { StaffIn, StaffOut } from '@/kernel/api/types.gen'
import type { FormState } from '@/kernel/form'
import { Check, DateField, Field, Row, Select } from '@/kernel/ui'
import { t } from '../text/users'
import { choicesOf, useDepartments, useRooms } from './places'

export type StaffValues = {
  title: string
  licence: string
  licence_on: string | null
  department_id: string | null
  room_id: string | null
  phone: string
  departments_only: boolean
}

export const NOWHERE: StaffValues = {
  title: '',
  licence: '',
  licence_on: null,
  department_id: null,
  room_id: null,
  phone: '',
  departments_only: false,
}

export function staffValues(staff: StaffOut | null): StaffValues {
  return staff ? { ...staff } : NOWHERE
}

export function staffOf(values: StaffValues): Required<StaffIn> {
  const { title, licence, licence_on, department_id, room_id, phone, departments_only } = values
  return {
    title,
    licence,
    licence_on,
    department_id,
    room_id,
    phone,
    // Nobody can be kept to a department that is not named.
    departments_only: departments_only && department_id !== null,
  }
}

/** What somebody is in the house: title, licence, place of work. */
export function StaffFields<T extends StaffValues>({ form }: { form: FormState<T> }) {
  const { values } = form
  const staff = form as unknown as FormState<StaffValues>
  const departments = useDepartments()
  const rooms = useRooms()
  const here = rooms.data?.filter(
    (room) => !values.department_id || room.department_id === values.department_id,
  )
  return (
    <>
      <Row columns={2}>
        <Field
          label={t('title')}
          most={120}
          placeholder={t('titleHint')}
          {...staff.bind('title')}
        />
        <Field label={t('phone')} most={40} keyboard="tel" {...staff.bind('phone')} />
      </Row>
      <Row columns={2}>
        <Field label={t('licence')} most={40} {...staff.bind('licence')} />
        <DateField label={t('licenceOn')} past {...staff.bind('licence_on')} />
      </Row>
      <Row columns={2}>
        <Select
          label={t('department')}
          choices={choicesOf(departments.data, values.department_id)}
          {...staff.bind('department_id')}
          onChange={(id) => staff.setAll({ department_id: id, room_id: null })}
        />
        <Select
          label={t('room')}
          choices={choicesOf(here, values.room_id)}
          {...staff.bind('room_id')}
        />
      </Row>
      <Check
        label={t('departmentsOnly')}
        off={values.department_id === null}
        {...staff.bind('departments_only')}
      />
    </>
  )
}
