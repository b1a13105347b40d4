import { Strip } from '@/kernel/ui'
import { names } from '../names'
import { t } from '../text/rights'

export function RightsStrip() {
  return (
    <Strip
      small
      label={names('rights')}
      items={[
        { to: '/admin/rights', label: t('matrix') },
        { to: '/admin/rights/view-as', label: t('viewAs') },
        { to: '/admin/rights/why', label: t('why') },
      ]}
    />
  )
}
