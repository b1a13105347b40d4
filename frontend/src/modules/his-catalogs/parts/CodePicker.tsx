import { hisCatalogsSearch } from '@/kernel/api/sdk.gen'
import { Picker } from '@/kernel/ui'

type Known = { code: string; name: string }

type Props = {
  label: string
  name?: string
  /** The list in which the code is found. */
  of: string
  value: string
  required?: boolean
  onChange: (code: string) => void
}

/** A code of another list, found as one types. */
export function CodePicker({ label, name, of, value, required, onChange }: Props) {
  return (
    <Picker<Known>
      label={label}
      name={name}
      required={required}
      list={`his.catalogs.${of}`}
      value={value ? { code: value, name: value } : null}
      onChange={(found) => onChange(found?.code ?? '')}
      line={({ code, name: title }) => ({
        key: code,
        code: title === code ? '' : code,
        name: title,
      })}
      search={(text, signal) =>
        hisCatalogsSearch({ path: { list_id: of }, query: { q: text }, signal }).then(
          (r) => r.data?.items ?? [],
        )
      }
      from={1}
    />
  )
}
