import { useQuery } from '@tanstack/react-query'
import {
  hisAdminAddDepartment,
  hisAdminDepartments,
  hisAdminSaveDepartment,
  hisAdminSites,
} from '@/kernel/api/sdk.gen'
import type { DepartmentOut, SiteOut } from '@/kernel/api/types.gen'
import { Field, Select } from '@/kernel/ui'
import { t } from '../text/places'
import { everything } from './everything'
import { PlaceList } from './PlaceList'
import { choicesOf, placeName } from './places'

type Values = { site_id: string; code: string; official: string; name: string; name_en: string }

export function useSites() {
  return useQuery({
    queryKey: ['his.admin.all', 'sites'],
    queryFn: ({ signal }) =>
      everything<SiteOut>((query) =>
        hisAdminSites({ query, signal }).then((answer) => answer.data),
      ),
    staleTime: 60_000,
  })
}

export function Departments() {
  const { data: sites } = useSites()
  return (
    <PlaceList<DepartmentOut, Values>
      key={sites?.[0]?.id}
      list="his.admin.departments"
      label={t('departments')}
      load={(query, signal) => hisAdminDepartments({ query, signal }).then((answer) => answer.data)}
      columns={[
        { head: t('code'), show: (each) => each.code, width: '1%', nowrap: true },
        { head: t('name'), show: placeName, phone: 'title' },
        { head: t('official'), show: (each) => each.official },
        { head: t('site'), show: (each) => sites?.find((s) => s.id === each.site_id)?.name },
      ]}
      nameOf={placeName}
      start={{ site_id: sites?.[0]?.id ?? '', code: '', official: '', name: '', name_en: '' }}
      valuesOf={({ site_id, code, official, name, name_en }) => ({
        site_id,
        code,
        official,
        name,
        name_en,
      })}
      add={(body, headers) => hisAdminAddDepartment({ body, headers })}
      save={(each, body, headers) =>
        hisAdminSaveDepartment({ path: { department_id: each.id }, body, headers })
      }
      fields={(form) => (
        <>
          <Select
            label={t('site')}
            required
            choices={choicesOf(sites, form.values.site_id)}
            {...form.bind('site_id')}
            onChange={(id) => form.set('site_id', id ?? '')}
          />
          <Field label={t('code')} required autoFocus most={20} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
          <Field
            label={t('official')}
            most={20}
            hint={t('officialHint')}
            {...form.bind('official')}
          />
        </>
      )}
    />
  )
}
