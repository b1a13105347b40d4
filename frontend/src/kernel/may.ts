import { createContext, useContext } from 'react'
import type { ModuleId, PermissionId } from './assembly.gen'
import type { Language } from './text'

/** The answer of GET /api/assembly: which modules are on, who is here, and what they may do. */
export type Assembly = {
  modules: ModuleId[]
  may: PermissionId[]
  user: { id: string; name: string; username: string; roles: string[]; language: Language }
  facility: { name: string; code: string; demo: boolean }
  version: string
}

export const NOBODY: Assembly = {
  modules: [],
  may: [],
  user: { id: '', name: '', username: '', roles: [], language: 'vi' },
  facility: { name: 'HIS54', code: '', demo: false },
  version: '',
}

export const AssemblyContext = createContext<Assembly>(NOBODY)

export function useAssembly(): Assembly {
  return useContext(AssemblyContext)
}

/** Only hides a button: the server asks again. */
export function useMay(permission: PermissionId): boolean {
  return useAssembly().may.includes(permission)
}
