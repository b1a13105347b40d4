import { hisCatalogsSearch } from '@/kernel/api/sdk.gen'
import { Picker } from '@/kernel/ui'

export type Coded = { code: string; name: string }

/** A code of a shared list, found by code or words. */
export function CodeField(props: {
  label: string
  list: string
  value: Coded | null
  onChange: (value: Coded | null) => void
  placeholder?: string
}) {
  return (
    <Picker<Coded>
      label={props.label}
      list={props.list}
      from={0}
      placeholder={props.placeholder}
      value={props.value}
      onChange={props.onChange}
      search={(q, signal) =>
        hisCatalogsSearch({ path: { list_id: props.list }, query: { q, limit: 30 }, signal }).then(
          ({ data }) => data.items.map(({ code, name }) => ({ code, name })),
        )
      }
      line={(each) => ({ key: each.code, code: each.code, name: each.name })}
    />
  )
}
