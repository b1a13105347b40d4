import { useContext } from 'react'
import { type Assembly, useAssembly } from './may'
import { type HomeEntry, InstalledContext, type Module, type NavItem } from './module'

export function navOf(installed: Module[], { modules, may }: Assembly): NavItem[] {
  return installed
    .filter((module) => modules.includes(module.id))
    .flatMap((module) => module.nav)
    .filter((item) => may.includes(item.needs))
}

/** The work this person finds at home: an entry that names their role, else the first allowed. */
export function homeOf(installed: Module[], assembly: Assembly): HomeEntry | undefined {
  const { modules, may, user } = assembly
  const entries = installed
    .filter((module) => modules.includes(module.id))
    .flatMap((module) => module.home ?? [])
    .filter((entry) => may.includes(entry.needs))
  const mine = entries.find((entry) => entry.roles?.some((role) => user.roles.includes(role)))
  return mine ?? entries[0]
}

export function useNav(): NavItem[] {
  return navOf(useContext(InstalledContext), useAssembly())
}

export function useHome(): HomeEntry | undefined {
  return homeOf(useContext(InstalledContext), useAssembly())
}
