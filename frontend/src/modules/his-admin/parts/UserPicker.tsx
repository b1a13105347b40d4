import { useQuery } from '@tanstack/react-query'
import { hisAdminOneUserOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminListUsers } from '@/kernel/api/sdk.gen'
import { Picker } from '@/kernel/ui'

type Named = { id: string; name: string; username: string }

/** Somebody who works here, by name or user name; the value is the account's id. */
export function UserPicker({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | null
  onChange: (id: string | null) => void
}) {
  const { data } = useQuery({
    ...hisAdminOneUserOptions({ path: { user_id: value ?? '' } }),
    enabled: value !== null,
    staleTime: 60_000,
  })
  return (
    <Picker<Named>
      label={label}
      list="his.admin.users"
      from={0}
      value={value !== null && data?.id === value ? data : null}
      onChange={(person) => onChange(person?.id ?? null)}
      line={({ id, name, username }) => ({ key: id, name, extra: username })}
      search={(text, signal) =>
        hisAdminListUsers({ query: { q: text, limit: 20 }, signal }).then(
          (answer) => answer.data?.items ?? [],
        )
      }
    />
  )
}
