import { TabPanels } from '@/kernel/ui'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { useAsked } from '../parts/asked'
import { Departments } from '../parts/Departments'
import { FacilityForm } from '../parts/FacilityForm'
import { Printers, PrintRoutes } from '../parts/Printing'
import { Rooms } from '../parts/Rooms'
import { Sites, Workstations } from '../parts/Sites'
import { t } from '../text/places'

/** The house: what it is, where things are, what prints where. */
export function Places() {
  const [asked, ask] = useAsked('tab')
  return (
    <AdminPage title={names('places')}>
      <TabPanels
        open={asked.tab ?? 'facility'}
        onOpen={(tab) => ask({ tab: tab === 'facility' ? null : tab })}
        tabs={[
          { id: 'facility', label: t('facility'), show: <FacilityForm /> },
          { id: 'sites', label: t('sites'), show: <Sites /> },
          { id: 'departments', label: t('departments'), show: <Departments /> },
          { id: 'rooms', label: t('rooms'), show: <Rooms /> },
          { id: 'workstations', label: t('workstations'), show: <Workstations /> },
          { id: 'printers', label: t('printers'), show: <Printers /> },
          { id: 'routes', label: t('printRoutes'), show: <PrintRoutes /> },
        ]}
      />
    </AdminPage>
  )
}
