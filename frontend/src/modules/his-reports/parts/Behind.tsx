import { Link } from '@tanstack/react-router'
import { hisReportsRecords } from '@/kernel/api/sdk.gen'
import type { RecordOut, SheetOut } from '@/kernel/api/types.gen'
import { SidePanel, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { showCell } from '../cells'
import { t } from '../text'

/** The records that a line counts, one by one. */
export function Behind({
  sheet,
  filter,
  line,
  title,
  onClose,
}: {
  sheet: SheetOut
  filter: string[]
  line: string
  title: string
  onClose: () => void
}) {
  const { report, since, until } = sheet
  return (
    <SidePanel open title={title} onClose={onClose}>
      <Worklist<RecordOut>
        list={`his.reports.records.${report.id}.${line}`}
        label={title}
        fixed={{ since, until, filters: filter.join(',') }}
        load={({ after, limit }, signal) =>
          hisReportsRecords({
            path: { report_id: report.id },
            query: { key: line, since, until, filter, after, limit },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        columns={[
          {
            head: t('code'),
            phone: 'title',
            nowrap: true,
            show: (row) => (row.to ? <Link to={row.to as never}>{row.code}</Link> : row.code),
          },
          { head: t('time'), nowrap: true, show: (row) => showInstant(row.at) },
          { head: t('who'), show: (row) => row.who },
          { head: t('what'), show: (row) => row.says },
          {
            head: t('amount'),
            align: 'right',
            show: (row) => showCell(row.amount, 'amount'),
          },
        ]}
      />
    </SidePanel>
  )
}
