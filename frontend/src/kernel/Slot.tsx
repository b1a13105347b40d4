import { type ComponentType, Suspense, useContext } from 'react'
import { useAssembly } from './may'
import { InstalledContext, type Slots } from './module'
import { holds } from './nav'

/** What other modules show here, of those that are on and allowed. Entries load lazily. */
export function Slot<S extends keyof Slots>({ name, ...given }: { name: S } & Slots[S]) {
  const installed = useContext(InstalledContext)
  const { modules, may } = useAssembly()
  const entries = installed
    .filter((module) => modules.includes(module.id))
    .flatMap((module) => module.slots ?? [])
    .filter((entry) => entry.slot === name && holds(may, entry.needs))
  return entries.map((entry, index) => {
    const Show = entry.show as ComponentType<Record<string, unknown>>
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list is fixed for the session
      <Suspense key={index} fallback={null}>
        <Show {...given} />
      </Suspense>
    )
  })
}
