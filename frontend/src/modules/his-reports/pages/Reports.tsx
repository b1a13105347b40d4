import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { hisReportsCatalogueOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisReportsDrop } from '@/kernel/api/sdk.gen'
import type { ReportLine, SavedOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Awaited, Button, Dim, Page, Panel, Stack, Status, Table } from '@/kernel/ui'
import { t } from '../text'

/** Everything that can be counted, by group; what it counts stands beside it. */
export function Reports() {
  const found = useQuery(hisReportsCatalogueOptions())
  return (
    <Page title={t('reports')} actions={<Link to="/reports/frozen">{t('frozen')}</Link>}>
      <Awaited of={found}>
        {({ reports, saved }) => (
          <Stack>
            {reports.length === 0 && <p>{t('noReport')}</p>}
            {saved.length > 0 && <Saved saved={saved} />}
            {[...new Set(reports.map((each) => say(each.group)))].map((group) => (
              <Panel key={group} title={group} flush>
                <Lines
                  label={group}
                  reports={reports.filter((each) => say(each.group) === group)}
                />
              </Panel>
            ))}
          </Stack>
        )}
      </Awaited>
    </Page>
  )
}

function Lines({ label, reports }: { label: string; reports: ReportLine[] }) {
  const navigate = useNavigate()
  return (
    <Table<ReportLine>
      label={label}
      rows={reports}
      keyOf={(row) => row.id}
      onOpen={(row) => navigate({ to: `/reports/${row.id}` } as never)}
      columns={[
        {
          head: t('reports'),
          phone: 'title',
          width: '34%',
          show: (row) => <Link to={`/reports/${row.id}` as never}>{say(row.title)}</Link>,
        },
        { head: t('definition'), show: (row) => <Dim>{say(row.definition)}</Dim> },
        {
          head: t('law'),
          width: '1%',
          nowrap: true,
          show: (row) => row.law && <Status tone="blue">{row.law}</Status>,
        },
      ]}
    />
  )
}

function Saved({ saved }: { saved: SavedOut[] }) {
  const navigate = useNavigate()
  const drop = useSubmit((id: string, headers) =>
    hisReportsDrop({ path: { saved_id: id }, headers }),
  )
  return (
    <Panel title={t('saved')} flush>
      <Table<SavedOut>
        label={t('saved')}
        rows={saved}
        keyOf={(row) => row.id}
        onOpen={(row) =>
          navigate({ to: `/reports/${row.report_id}`, search: row.filters } as never)
        }
        columns={[{ head: t('name'), show: (row) => row.name, phone: 'title' }]}
        actions={(row) => (
          <Button small quiet onClick={() => drop.submit(row.id)}>
            {t('drop')}
          </Button>
        )}
      />
    </Panel>
  )
}
