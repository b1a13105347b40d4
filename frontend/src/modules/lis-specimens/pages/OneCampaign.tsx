import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  lisSpecimensCampaignOptions,
  lisSpecimensCampaignQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisSpecimensPrintCampaignLabels,
  lisSpecimensPrintCampaignList,
} from '@/kernel/api/sdk.gen'
import type { CampaignPersonOut, CampaignWhole, SpecimenState } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Awaited, Dim, Facts, Page, Panel, PrintButton, Row, Stack, Table } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** One campaign: its persons with their tubes, all labels in one go, the list to sign. */
export function OneCampaign() {
  const { campaignId } = useParams({ strict: false }) as { campaignId: string }
  const path = { campaign_id: campaignId }
  const found = useQuery(lisSpecimensCampaignOptions({ path }))
  useLive(['specimens'], [lisSpecimensCampaignQueryKey({ path })])
  return (
    <Page title={t('campaign')}>
      <Awaited of={found} rows={10}>
        {(whole) => <Whole of={whole} />}
      </Awaited>
    </Page>
  )
}

function Whole({ of: { campaign, services, persons } }: { of: CampaignWhole }) {
  const navigate = useNavigate()
  const path = { campaign_id: campaign.id }
  return (
    <Stack>
      <Panel title={`${campaign.code} · ${campaign.name}`}>
        <Facts
          of={[
            { label: t('customer'), value: campaign.customer || '–' },
            { label: t('contract'), value: campaign.contract_no || '–' },
            { label: t('services'), value: services.map((each) => each.name).join(', ') },
            {
              label: t('persons'),
              value: `${campaign.persons} (${t('newCount', { n: campaign.new_patients })})`,
            },
            { label: t('tubes'), value: campaign.tubes },
          ]}
        />
        <Row>
          <PrintButton
            title={t('printAllLabels')}
            pdf={() =>
              lisSpecimensPrintCampaignLabels({ path, parseAs: 'blob' }).then(
                (answer) => answer.data as unknown as Blob,
              )
            }
          >
            {t('printAllLabels')}
          </PrintButton>
          <PrintButton
            title={t('list')}
            hotkey={null}
            pdf={() =>
              lisSpecimensPrintCampaignList({ path, parseAs: 'blob' }).then(
                (answer) => answer.data as unknown as Blob,
              )
            }
          >
            {t('list')}
          </PrintButton>
        </Row>
      </Panel>
      <Table<CampaignPersonOut>
        label={t('persons')}
        rows={persons}
        keyOf={(row) => String(row.line)}
        onOpen={(row) => navigate({ to: `/lab/collect/${row.patient_id}` })}
        columns={[
          { head: t('row'), width: '1%', show: (row) => row.line - 1 },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                <b>{row.name}</b>{' '}
                <Dim>
                  {row.birth ? showDate(row.birth) : ''} · {row.patient_code}
                </Dim>
              </>
            ),
          },
          {
            head: t('unit'),
            show: (row) => [row.unit, row.staff_code].filter(Boolean).join(' · '),
          },
          {
            head: t('tubes'),
            show: (row) =>
              row.tubes
                .map((each) => `${each.code} (${t(each.state as SpecimenState)})`)
                .join(', '),
          },
        ]}
      />
    </Stack>
  )
}
