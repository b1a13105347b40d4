import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { lisQualityStatisticsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ControlMonthLine } from '@/kernel/api/types.gen'
import { useAssembly } from '@/kernel/may'
import { Awaited, DateField, Dim, Panel, Row, Stack, Table } from '@/kernel/ui'
import { QualityPage } from '../parts/QualityPage'
import { shown } from '../parts/state'
import { t } from '../text'

const short = (value: string | null) =>
  value === null ? '–' : shown(String(Number(Number(value).toPrecision(4))))

/** Mean, SD, CV, bias and sigma of each control; this month when no days are chosen. */
export function Statistics() {
  const [since, setSince] = useState<string | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const { may } = useAssembly()
  const query = { since: since ?? undefined, until: until ?? undefined }
  const found = useQuery(lisQualityStatisticsOptions({ query }))
  return (
    <QualityPage title={t('statistics')}>
      <Awaited of={found}>
        {(month) => (
          <Stack>
            <Row>
              <DateField label={t('since')} past value={since ?? month.since} onChange={setSince} />
              <DateField label={t('until')} past value={until ?? month.until} onChange={setUntil} />
            </Row>
            <Panel flush>
              <Table<ControlMonthLine>
                label={t('statistics')}
                rows={month.lines}
                empty={t('monthEmpty')}
                keyOf={(row) => [row.test_code, row.analyser, row.lot_number, row.level].join(' ')}
                toneOf={(row) => (row.out > 0 ? 'amber' : undefined)}
                columns={[
                  {
                    head: t('test'),
                    phone: 'title',
                    show: (row) =>
                      [row.test_code, row.test_name, row.analyser].filter(Boolean).join(' · '),
                  },
                  {
                    head: t('lot'),
                    nowrap: true,
                    show: (row) => `${t('level', { n: row.level })} · ${row.lot_number}`,
                  },
                  right(t('runCount'), (row) => row.runs),
                  right(t('warnings'), (row) => row.warnings || ''),
                  right(t('rejected'), (row) => row.out || ''),
                  right(t('target'), (row) => `${shown(row.mean)} ± ${shown(row.sd)}`),
                  right('n', (row) => row.figures.n),
                  right(t('mean'), (row) => short(row.figures.mean)),
                  right('SD', (row) => short(row.figures.sd)),
                  right('CV %', (row) => shown(row.figures.cv)),
                  right(`${t('bias')} %`, (row) => shown(row.figures.bias)),
                  right(t('totalErrorLong'), (row) => shown(row.figures.total_error)),
                  right(t('sigma'), (row) => shown(row.figures.sigma)),
                ]}
              />
            </Panel>
            <Dim>{t('defined')}</Dim>
            {may.includes('his.reports.report.read' as never) && (
              <Link to={'/reports/lis.quality.month' as never}>{t('reportLink')}</Link>
            )}
          </Stack>
        )}
      </Awaited>
    </QualityPage>
  )
}

function right(head: string, show: (row: ControlMonthLine) => string | number) {
  return { head, show, align: 'right' as const, nowrap: true }
}
