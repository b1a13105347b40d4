import type { AnyRoute } from '@tanstack/react-router'
import { type ComponentType, createContext } from 'react'
import type { ModuleId, PermissionId } from './assembly.gen'
import type { Icon } from './ui/icons'

/** A menu entry, shown only to those who hold the permission. */
export type NavItem = {
  label: () => string
  /** One or two words for the bottom bar of a phone. */
  short?: () => string
  to: string
  needs: PermissionId
  icon: Icon
  /** A hook that says how many are waiting: a badge on the rail and a number at home. */
  useCount?: () => number | undefined
}

/** The work a person finds on the home page. Of those allowed, one that names their role wins. */
export type HomeEntry = {
  needs: PermissionId
  roles?: string[]
  show: ComponentType
}

/** Places where a module may show something on another module's page. */
export type Slots = {
  'encounter.panel': { encounterId: string; patientId: string }
  'encounter.out': { encounterId: string; patientId: string }
  'patient.banner': { patientId: string }
  'patient.panel': { patientId: string }
  'shell.place': Record<never, never>
  'shell.bar': Record<never, never>
  'shell.light': Record<never, never>
}

export type SlotEntry = {
  [S in keyof Slots]: { slot: S; needs: PermissionId; show: ComponentType<Slots[S]> }
}[keyof Slots]

/** What a module of the front end declares: the mirror of module.py. */
export type Module = {
  id: ModuleId
  nav: NavItem[]
  routes: AnyRoute[]
  slots?: SlotEntry[]
  home?: HomeEntry[]
}

/** The modules of this build; which of them are on, the assembly says. */
export const InstalledContext = createContext<Module[]>([])
