import { useNavigate } from '@tanstack/react-router'
import { lisSpecimensListCampaigns } from '@/kernel/api/sdk.gen'
import type { CampaignOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Dim, TabPanels, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { LabPage } from '../parts/LabPage'
import { Packages } from '../parts/Packages'
import { TakeCampaign } from '../parts/TakeCampaign'
import { t } from '../text'

/** A company's people at once: its package, its list on trial, and the campaigns taken. */
export function Campaigns() {
  const mayPackage = useMay('lis.specimens.package.edit')
  const tabs = [
    { id: 'take', label: t('takeList'), show: <TakeCampaign /> },
    { id: 'made', label: t('campaigns'), show: <Made /> },
  ]
  if (mayPackage) tabs.push({ id: 'packages', label: t('packages'), show: <Packages /> })
  return (
    <LabPage title={t('campaigns')}>
      <TabPanels tabs={tabs} />
    </LabPage>
  )
}

function Made() {
  const navigate = useNavigate()
  return (
    <Worklist<CampaignOut>
      list="lis.specimens.campaigns"
      label={t('campaigns')}
      live={['specimens']}
      empty={t('noCampaigns')}
      load={(asked, signal) =>
        lisSpecimensListCampaigns({
          query: { after: asked.after as string | undefined },
          signal,
        }).then((answer) => answer.data)
      }
      keyOf={(row) => row.id}
      onOpen={(row) => navigate({ to: `/lab/campaigns/${row.id}` })}
      columns={[
        { head: t('code'), nowrap: true, width: '1%', show: (row) => row.code },
        {
          head: t('package'),
          phone: 'title',
          show: (row) => (
            <>
              <b>{row.name}</b> <Dim>{row.customer}</Dim>
            </>
          ),
        },
        { head: t('persons'), show: (row) => t('personsCount', { n: row.persons }) },
        { head: t('tubes'), show: (row) => t('tubesCount', { n: row.tubes }) },
        { head: t('made'), nowrap: true, show: (row) => showInstant(row.made_at) },
        { head: t('by'), show: (row) => row.made_by_name, phone: 'hide' },
      ]}
    />
  )
}
