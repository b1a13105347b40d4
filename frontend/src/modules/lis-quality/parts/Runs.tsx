import { useState } from 'react'
import { lisQualityExclude } from '@/kernel/api/sdk.gen'
import type { ControlChartOut, ControlPointOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Panel, Table, Time } from '@/kernel/ui'
import { t } from '../text'
import { sds, shown, Verdict } from './state'

/** The values of the chart as a table, the latest first; what says nothing is excluded here. */
export function Runs({ chart }: { chart: ControlChartOut }) {
  const may = useMay('lis.quality.point.exclude')
  const [excluding, setExcluding] = useState<ControlPointOut>()
  const exclude = useSubmit(
    (reason: string, headers) =>
      lisQualityExclude({
        path: { point_id: excluding?.id ?? '' },
        body: { reason },
        headers,
      }),
    { done: () => setExcluding(undefined) },
  )
  const points = chart.series
    .flatMap((each) => each.points)
    .sort((a, b) => b.at.localeCompare(a.at) || a.level - b.level)
  return (
    <Panel flush title={t('runs')}>
      <Table<ControlPointOut>
        label={t('runs')}
        rows={points}
        keyOf={(row) => row.id}
        empty={t('noPoints')}
        toneOf={(row) => (row.excluded_at ? 'dim' : undefined)}
        columns={[
          { head: t('at'), show: (row) => <Time at={row.at} />, nowrap: true, phone: 'title' },
          { head: t('levelNo'), show: (row) => t('level', { n: row.level }), nowrap: true },
          {
            head: chart.unit || t('target'),
            align: 'right',
            nowrap: true,
            show: (row) => `${shown(row.value)} (${sds(row.z)}SD)`,
          },
          { head: t('verdict'), width: '1%', show: (row) => <Verdict of={row.verdict} /> },
          { head: t('rules'), show: (row) => row.rules.join(', ') },
          {
            head: t('note'),
            show: (row) =>
              row.excluded_at
                ? t('excludedBy', { reason: row.excluded_reason, by: row.excluded_by_name })
                : row.note,
          },
          { head: t('by'), show: (row) => <Dim>{row.by_name}</Dim>, phone: 'hide' },
        ]}
        actions={
          may
            ? (row) =>
                row.excluded_at ? null : (
                  <Button small onClick={() => setExcluding(row)}>
                    {t('exclude')}
                  </Button>
                )
            : undefined
        }
      />
      {excluding && (
        <DangerPanel
          open
          title={`${t('level', { n: excluding.level })} · ${shown(excluding.value)}`}
          verb={t('exclude')}
          before={t('excludeBefore')}
          after={t('excludeAfter')}
          busy={exclude.busy}
          refusal={exclude.refusal}
          onAct={exclude.submit}
          onClose={() => setExcluding(undefined)}
        />
      )}
    </Panel>
  )
}
