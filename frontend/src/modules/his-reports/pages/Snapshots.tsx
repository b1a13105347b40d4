import { useNavigate } from '@tanstack/react-router'
import { hisReportsSnapshots } from '@/kernel/api/sdk.gen'
import type { SnapshotLine } from '@/kernel/api/types.gen'
import { Page, Status, Worklist } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'

/** What somebody vouched for, the newest first. */
export function Snapshots() {
  const navigate = useNavigate()
  return (
    <Page title={t('frozen')}>
      <Worklist<SnapshotLine>
        list="his.reports.snapshots"
        label={t('frozen')}
        empty={t('noSnapshots')}
        load={({ after, limit }, signal) =>
          hisReportsSnapshots({ query: { after, limit }, signal }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        onOpen={(row) => navigate({ to: `/reports/frozen/${row.id}` } as never)}
        columns={[
          { head: t('reports'), phone: 'title', show: (row) => row.title },
          {
            head: t('period'),
            nowrap: true,
            show: (row) => `${showDate(row.since)} – ${showDate(row.until)}`,
          },
          { head: t('frozenAt'), nowrap: true, show: (row) => showInstant(row.frozen_at) },
          { head: t('by'), show: (row) => row.frozen_by_name },
          {
            head: t('signedBy'),
            show: (row) =>
              row.withdrawn_at ? (
                <Status tone="red">{t('withdrawn')}</Status>
              ) : row.signed_at ? (
                <Status tone="green">{row.signed_by_name}</Status>
              ) : (
                <Status tone="amber">{t('unsigned')}</Status>
              ),
          },
        ]}
      />
    </Page>
  )
}
