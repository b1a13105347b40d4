import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { Page, Strip } from '@/kernel/ui'
import { t } from '../text'

const SECTIONS = [
  { to: '/imaging/exams', label: 'exams', needs: 'ris_pacs.schedule.exam.read' },
  { to: '/imaging/machines', label: 'machines', needs: 'ris_pacs.schedule.exam.read' },
  { to: '/imaging/procedures', label: 'procedures', needs: 'ris_pacs.schedule.machine.set_up' },
  { to: '/imaging/steps', label: 'steps', needs: 'ris_pacs.schedule.step.settle' },
] as const

/** A page of imaging's schedule, with the way to the others above it. */
export function ImagingPage(props: {
  title: string
  detail?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const { may } = useAssembly()
  const items = SECTIONS.filter((each) => may.includes(each.needs)).map(({ to, label }) => ({
    to,
    label: t(label),
  }))
  return <Page {...props} banner={<Strip items={items} label={t('imaging')} />} />
}
