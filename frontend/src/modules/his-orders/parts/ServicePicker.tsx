import { hisCatalogsSearch } from '@/kernel/api/sdk.gen'
import { Picker } from '@/kernel/ui'

export type Service = { code: string; name: string }

/** A service of the list, found as one types. */
export function ServicePicker({
  label,
  value = null,
  onChoose,
  onClear,
}: {
  label: string
  value?: Service | null
  onChoose: (service: Service) => void
  onClear?: () => void
}) {
  return (
    <Picker<Service>
      label={label}
      list="his.orders.services"
      value={value}
      keepOpen={!onClear}
      onChange={(found) => (found ? onChoose(found) : onClear?.())}
      line={({ code, name }) => ({ key: code, code, name })}
      search={(q, signal) =>
        hisCatalogsSearch({ path: { list_id: 'service' }, query: { q }, signal }).then(
          (answer) => answer.data?.items ?? [],
        )
      }
      from={1}
    />
  )
}
