import {
  hisAdminAddSite,
  hisAdminAddWorkstation,
  hisAdminSaveSite,
  hisAdminSaveWorkstation,
  hisAdminSites,
  hisAdminWorkstations,
} from '@/kernel/api/sdk.gen'
import type { SiteOut, WorkstationOut } from '@/kernel/api/types.gen'
import { Dim, Field, Select } from '@/kernel/ui'
import { t } from '../text/places'
import { PlaceList } from './PlaceList'
import { choicesOf, useRooms } from './places'

type SiteValues = { code: string; name: string; address: string }

export function Sites() {
  return (
    <PlaceList<SiteOut, SiteValues>
      list="his.admin.sites"
      label={t('sites')}
      load={(query, signal) => hisAdminSites({ query, signal }).then((answer) => answer.data)}
      columns={[
        { head: t('code'), show: (site) => site.code, width: '1%', nowrap: true },
        { head: t('name'), show: (site) => site.name, phone: 'title' },
        { head: t('address'), show: (site) => site.address },
      ]}
      nameOf={(site) => site.name}
      start={{ code: '', name: '', address: '' }}
      valuesOf={({ code, name, address }) => ({ code, name, address })}
      add={(body, headers) => hisAdminAddSite({ body, headers })}
      save={(site, body, headers) =>
        hisAdminSaveSite({ path: { site_id: site.id }, body, headers })
      }
      fields={(form) => (
        <>
          <Field label={t('code')} required autoFocus most={20} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('address')} most={300} {...form.bind('address')} />
        </>
      )}
    />
  )
}

type WorkstationValues = { code: string; name: string; room_id: string | null }

export function Workstations() {
  const { data: rooms } = useRooms()
  const roomOf = (id: string | null) => rooms?.find((room) => room.id === id)?.name
  return (
    <PlaceList<WorkstationOut, WorkstationValues>
      list="his.admin.workstations"
      label={t('workstations')}
      load={(query, signal) =>
        hisAdminWorkstations({ query, signal }).then((answer) => answer.data)
      }
      columns={[
        { head: t('code'), show: (each) => each.code, width: '1%', nowrap: true },
        { head: t('name'), show: (each) => each.name, phone: 'title' },
        { head: t('room'), show: (each) => roomOf(each.room_id) ?? <Dim>{t('noRoom')}</Dim> },
      ]}
      nameOf={(each) => each.name}
      start={{ code: '', name: '', room_id: null }}
      valuesOf={({ code, name, room_id }) => ({ code, name, room_id })}
      add={(body, headers) => hisAdminAddWorkstation({ body, headers })}
      save={(each, body, headers) =>
        hisAdminSaveWorkstation({ path: { workstation_id: each.id }, body, headers })
      }
      fields={(form) => (
        <>
          <Field
            label={t('code')}
            required
            autoFocus
            most={60}
            hint={t('workstationCodeHint')}
            {...form.bind('code')}
          />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Select
            label={t('room')}
            choices={choicesOf(rooms, form.values.room_id)}
            {...form.bind('room_id')}
          />
        </>
      )}
    />
  )
}
