import type { MatrixOut, ModulePermissionsOut } from '@/kernel/api/types.gen'
import { fold } from '@/kernel/fold'

export type Change = { role: string; permission: string; granted: boolean }

export function isGranted(matrix: MatrixOut, role: string, permission: string): boolean {
  return matrix.grants[role]?.includes(permission) ?? false
}

/** Whether a square is not what the software proposes. A role of one's own has no proposal. */
export function differs(
  matrix: MatrixOut,
  role: string,
  permission: { id: string; given_to: string[] },
): boolean {
  const known = matrix.modules.some((module) =>
    module.permissions.some((each) => each.given_to.includes(role)),
  )
  return known && isGranted(matrix, role, permission.id) !== permission.given_to.includes(role)
}

/** The matrix after one square: shown before the server has said so. */
export function withChange(matrix: MatrixOut, change: Change): MatrixOut {
  const before = matrix.grants[change.role] ?? []
  const rest = before.filter((id) => id !== change.permission)
  return {
    ...matrix,
    grants: {
      ...matrix.grants,
      [change.role]: change.granted ? [...rest, change.permission] : rest,
    },
  }
}

/** The rows to show: those whose words or id contain what is typed; of those that differ only. */
export function narrowed(
  matrix: MatrixOut,
  typed: string,
  onlyDiffering: boolean,
): ModulePermissionsOut[] {
  const parts = fold(typed).split(/\s+/).filter(Boolean)
  return matrix.modules
    .map((module) => ({
      ...module,
      permissions: module.permissions.filter((permission) => {
        const { vi, en } = permission.title
        const text = fold(`${vi} ${en} ${permission.id} ${module.title.vi} ${module.title.en}`)
        return (
          parts.every((part) => text.includes(part)) &&
          (!onlyDiffering || matrix.roles.some((role) => differs(matrix, role.id, permission)))
        )
      }),
    }))
    .filter((module) => module.permissions.length > 0)
}
