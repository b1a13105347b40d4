import { useContext } from 'react'
import { type Assembly, useAssembly } from './may'
import { type HomeEntry, InstalledContext, type Module, type NavItem, type Needs } from './module'

export function holds(may: Assembly['may'], needs: Needs | undefined): boolean {
  if (needs === undefined) return true
  return typeof needs === 'string' ? may.includes(needs) : needs.some((each) => may.includes(each))
}

/** What one's own work brings comes first, what is seldom used last. */
export function navOf(installed: Module[], assembly: Assembly): NavItem[] {
  const { modules, may } = assembly
  const home = homeOf(installed, assembly)
  const rank = (module: Module, item: NavItem) =>
    home && module.home?.includes(home) ? 0 : item.seldom ? 2 : 1
  return installed
    .filter((module) => modules.includes(module.id))
    .flatMap((module) => module.nav.map((item) => ({ item, rank: rank(module, item) })))
    .filter(({ item }) => holds(may, item.needs))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/** Whose page this is: `/queue/waits` is that entry's, though `/queue` is one too. */
export function hereOf(nav: NavItem[], pathname: string): NavItem | undefined {
  return nav
    .filter(({ to }) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))
    .sort((a, b) => b.to.length - a.to.length)[0]
}

/** The work this person finds at home: an entry that names their role, else the first allowed. */
export function homeOf(installed: Module[], assembly: Assembly): HomeEntry | undefined {
  const { modules, may, user } = assembly
  const entries = installed
    .filter((module) => modules.includes(module.id))
    .flatMap((module) => module.home ?? [])
    .filter((entry) => holds(may, entry.needs))
  const mine = entries.find((entry) => entry.roles?.some((role) => user.roles.includes(role)))
  return mine ?? entries[0]
}

export function useNav(): NavItem[] {
  return navOf(useContext(InstalledContext), useAssembly())
}

export function useHome(): HomeEntry | undefined {
  return homeOf(useContext(InstalledContext), useAssembly())
}
