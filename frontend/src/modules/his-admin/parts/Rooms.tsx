import { hisAdminAddRoom, hisAdminRooms, hisAdminSaveRoom } from '@/kernel/api/sdk.gen'
import type { RoomKind, RoomOut } from '@/kernel/api/types.gen'
import { Field, Select } from '@/kernel/ui'
import { t } from '../text/places'
import { PlaceList } from './PlaceList'
import { choicesOf, placeName, useDepartments } from './places'

type Values = {
  site_id: string
  department_id: string
  code: string
  name: string
  name_en: string
  kind: RoomKind
}

const KINDS: RoomKind[] = [
  'reception',
  'exam',
  'lab',
  'imaging',
  'procedure',
  'cashier',
  'pharmacy',
]

export function Rooms() {
  const { data: departments } = useDepartments()
  const departmentOf = (id: string | null) => departments?.find((each) => each.id === id)
  return (
    <PlaceList<RoomOut, Values>
      list="his.admin.rooms"
      label={t('rooms')}
      load={(query, signal) => hisAdminRooms({ query, signal }).then((answer) => answer.data)}
      columns={[
        { head: t('code'), show: (room) => room.code, width: '1%', nowrap: true },
        { head: t('name'), show: placeName, phone: 'title' },
        { head: t('kind'), show: (room) => t(room.kind) },
        {
          head: t('department'),
          show: (room) => {
            const department = departmentOf(room.department_id)
            return department && placeName(department)
          },
        },
      ]}
      nameOf={placeName}
      start={{ site_id: '', department_id: '', code: '', name: '', name_en: '', kind: 'exam' }}
      valuesOf={({ site_id, department_id, code, name, name_en, kind }) => ({
        site_id,
        department_id,
        code,
        name,
        name_en,
        kind,
      })}
      add={(body, headers) => hisAdminAddRoom({ body, headers })}
      save={(room, body, headers) =>
        hisAdminSaveRoom({ path: { room_id: room.id }, body, headers })
      }
      fields={(form) => (
        <>
          <Field label={t('code')} required autoFocus most={20} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
          <Select
            label={t('kind')}
            required
            choices={KINDS.map((value) => ({ value, label: t(value) }))}
            {...form.bind('kind')}
            onChange={(kind) => kind && form.set('kind', kind)}
          />
          <Select
            label={t('department')}
            required
            choices={choicesOf(departments, form.values.department_id)}
            {...form.bind('department_id')}
            // A room stands where its department stands.
            onChange={(id) =>
              form.setAll({ department_id: id ?? '', site_id: departmentOf(id)?.site_id ?? '' })
            }
          />
        </>
      )}
    />
  )
}
