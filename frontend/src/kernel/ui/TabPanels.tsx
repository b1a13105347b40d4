import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'

export type Tab = { id: string; label: string; show: ReactNode }

/** Tabs that keep what was typed in the hidden ones. */
export function TabPanels({
  tabs,
  start,
  open,
  onOpen,
}: {
  tabs: Tab[]
  start?: string
  open?: string
  onOpen?: (id: string) => void
}) {
  return (
    <Tabs
      defaultValue={start ?? tabs[0]?.id}
      value={open}
      onChange={(id) => id && onOpen?.(id)}
      keepMounted
    >
      <Tabs.List mb="sm">
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.id} value={tab.id} fz={14}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.id} value={tab.id}>
          {tab.show}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
