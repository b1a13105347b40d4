import { useQuery } from '@tanstack/react-query'
import { hisAdminMatrixOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { RoleOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'

/** The roles with their names. Those that were ended are left out of what can be chosen. */
export function useRoles() {
  const { data } = useQuery({ ...hisAdminMatrixOptions(), staleTime: 60_000 })
  const roles = data?.roles ?? []
  const title = (id: string) => {
    const role = roles.find((each) => each.id === id)
    return role ? say(role.title) : id
  }
  const chosen = roles.filter((role: RoleOut) => role.active)
  return {
    matrix: data,
    title,
    titles: (ids: string[]) => ids.map(title).join(', '),
    choices: chosen.map((role) => ({ value: role.id, label: say(role.title) })),
  }
}
