import { Page, TabPanels } from '@/kernel/ui'
import { Containers } from '../parts/Containers'
import { Labels } from '../parts/Labels'
import { Reasons } from '../parts/Reasons'
import { Sections } from '../parts/Sections'
import { t } from '../text'

/** The laboratory's small lists, and who works where. */
export function SetUp() {
  return (
    <Page title={t('setUp')}>
      <TabPanels
        tabs={[
          { id: 'sections', label: t('sections'), show: <Sections /> },
          { id: 'containers', label: t('containers'), show: <Containers /> },
          { id: 'labels', label: t('labels'), show: <Labels /> },
          { id: 'reasons', label: t('reasons'), show: <Reasons /> },
        ]}
      />
    </Page>
  )
}
