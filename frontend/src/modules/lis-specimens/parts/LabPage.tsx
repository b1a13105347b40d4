import type { ReactNode } from 'react'
import { useAssembly } from '@/kernel/may'
import { Page, Strip } from '@/kernel/ui'
import { t } from '../text'

const SECTIONS = [
  { to: '/lab/collect', label: 'collect', needs: 'lis.specimens.specimen.collect' },
  { to: '/lab/emergency', label: 'emergency', needs: 'lis.specimens.specimen.collect' },
  { to: '/lab/campaigns', label: 'campaigns', needs: 'lis.specimens.campaign.run' },
  { to: '/lab/specimens', label: 'reception', needs: 'lis.specimens.specimen.receive' },
  { to: '/lab/storage', label: 'storage', needs: 'lis.specimens.specimen.keep' },
  { to: '/lab/shipments', label: 'shipments', needs: 'lis.specimens.specimen.read' },
  { to: '/lab/rejections', label: 'rejections', needs: 'lis.specimens.specimen.read' },
  { to: '/lab/disposal', label: 'disposal', needs: 'lis.specimens.specimen.keep' },
] as const

/** A page of the specimens, with the way to the others above it. */
export function LabPage(props: {
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
  return <Page {...props} banner={<Strip items={items} label={t('specimens')} />} />
}
