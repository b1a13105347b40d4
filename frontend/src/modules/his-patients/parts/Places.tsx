import { useQuery } from '@tanstack/react-query'
import { hisCatalogsEntriesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisCatalogsSearch } from '@/kernel/api/sdk.gen'
import { matches } from '@/kernel/fold'
import type { FormState } from '@/kernel/form'
import { Field, Picker, Row } from '@/kernel/ui'
import { t } from '../text'
import type { Coded, Commune, Person } from './particulars'

/** Commune, province, street: a commune brings its province along. */
export function Places<T extends Person>({ form, off }: { form: FormState<T>; off?: boolean }) {
  const { values } = form
  const provinces = useProvinces()
  const nameOf = (code: string) => provinces.find((each) => each.code === code)?.name ?? code
  const put = (some: Partial<Person>) => form.setAll(some as Partial<T>)
  return (
    <Row columns={3}>
      <Picker<Commune>
        label={t('commune')}
        name="commune"
        list="commune"
        off={off}
        value={values.commune}
        onChange={(commune) =>
          put(
            commune
              ? { commune, province: { code: commune.province, name: nameOf(commune.province) } }
              : { commune },
          )
        }
        search={(q, signal) =>
          hisCatalogsSearch({ path: { list_id: 'commune' }, query: { q, limit: 50 }, signal }).then(
            ({ data }) => {
              const found = data.items.map((each) => ({
                code: each.code,
                name: each.name,
                province: String(each.facts.province ?? ''),
              }))
              const near = values.province?.code
              return near ? [...found].sort((a, b) => rank(a, near) - rank(b, near)) : found
            },
          )
        }
        line={(each) => ({ key: each.code, name: each.name, extra: nameOf(each.province) })}
      />
      <Picker<Coded>
        label={t('province')}
        name="province"
        list={`province:${provinces.length}`}
        from={0}
        off={off}
        value={values.province}
        onChange={(province) =>
          put({
            province,
            commune: province?.code === values.commune?.province ? values.commune : null,
          })
        }
        search={async (q) => provinces.filter((each) => matches(each.name, q))}
        line={(each) => ({ key: each.code, name: each.name })}
      />
      <Field
        label={t('street')}
        name="street"
        most={300}
        off={off}
        value={values.street}
        onChange={(street) => put({ street })}
      />
    </Row>
  )
}

const rank = (commune: Commune, province: string) => (commune.province === province ? 0 : 1)

/** The 34 provinces of today; asked once a session. */
function useProvinces(): Coded[] {
  const { data } = useQuery({
    ...hisCatalogsEntriesOptions({ path: { list_id: 'province' }, query: { limit: 100 } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data?.items ?? []
}

/** One of a shared list: nationality, ethnic group, occupation. */
export function CodedPicker(props: {
  label: string
  name: string
  list: 'country' | 'ethnic_group' | 'occupation'
  value: Coded | null
  onChange: (value: Coded | null) => void
  off?: boolean
}) {
  return (
    <Picker<Coded>
      {...props}
      from={1}
      search={(q, signal) =>
        hisCatalogsSearch({ path: { list_id: props.list }, query: { q, limit: 20 }, signal }).then(
          ({ data }) => data.items.map(({ code, name }) => ({ code, name })),
        )
      }
      line={(each) => ({ key: each.code, name: each.name })}
    />
  )
}
