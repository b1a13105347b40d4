import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { holds } from '@/kernel/nav'
import { Page, Strip } from '@/kernel/ui'
import { names } from '../names'
import { SECTIONS } from '../sections'

/** A page of administration, with the way to the others above it. */
export function AdminPage(props: {
  title: string
  detail?: ReactNode
  actions?: ReactNode
  narrow?: boolean
  children: ReactNode
}) {
  const { may } = useAssembly()
  const sections = SECTIONS.filter((section) => holds(may, section.needs))
  return (
    <Page
      {...props}
      banner={
        <Strip
          label={names('admin')}
          items={sections.map(({ to, label }) => ({ to, label: label() }))}
        />
      }
    />
  )
}
