import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { lisQualityChartOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisQualityPrintChart } from '@/kernel/api/sdk.gen'
import type { ControlChartOut, ControlSeriesOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Awaited, Button, DateField, Dim, Panel, PrintButton, Row, Stack } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { HoldPanel } from '../parts/HoldPanel'
import { LeveyJennings } from '../parts/LeveyJennings'
import { PlanPanel } from '../parts/PlanPanel'
import { QualityPage } from '../parts/QualityPage'
import css from '../parts/quality.module.css'
import { RunPanel } from '../parts/RunPanel'
import { Runs } from '../parts/Runs'
import { benchRead, shown } from '../parts/state'
import { TargetPanel } from '../parts/TargetPanel'
import { t } from '../text'

/** A test's controls over the days: a chart a level, its runs, its lock, the next run. */
export function Chart() {
  const { bench } = useParams({ strict: false }) as { bench: string }
  const { test, analyser } = benchRead(bench)
  const [since, setSince] = useState<string | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const query = {
    test_code: test,
    analyser,
    since: since ?? undefined,
    until: until ?? undefined,
  }
  const options = lisQualityChartOptions({ query })
  const found = useQuery(options)
  useLive(['lab_quality'], [options.queryKey])
  return (
    <Awaited of={found}>
      {(chart) => (
        <QualityPage
          title={`${chart.test_code} · ${chart.test_name}`}
          detail={[chart.analyser, chart.unit].filter(Boolean).join(' · ')}
          actions={
            <PrintButton
              pdf={() =>
                lisQualityPrintChart({ query, parseAs: 'blob' }).then(
                  (answer) => answer.data as unknown as Blob,
                )
              }
            >
              {t('print')}
            </PrintButton>
          }
        >
          <Stack>
            {chart.hold && <HoldPanel hold={chart.hold} />}
            <RunPanel key={chart.test_code} chart={chart} />
            <Row>
              <DateField label={t('since')} past value={since ?? chart.since} onChange={setSince} />
              <DateField label={t('until')} past value={until ?? chart.until} onChange={setUntil} />
            </Row>
            <Series of={chart} />
            <Runs chart={chart} />
          </Stack>
        </QualityPage>
      )}
    </Awaited>
  )
}

function Series({ of }: { of: ControlChartOut }) {
  const may = useMay('lis.quality.target.edit')
  const [planning, setPlanning] = useState(false)
  const [aiming, setAiming] = useState<ControlSeriesOut>()
  return (
    <Panel
      flush
      title={t('chart')}
      actions={
        may && (
          <Button small onClick={() => setPlanning(true)}>
            {t('plan')}
          </Button>
        )
      }
    >
      {of.series.map((each) => (
        <div key={each.lot.id} className={css.series}>
          <div className={css.head}>
            <strong>
              {each.lot.material} · {t('level', { n: each.lot.level })} · {each.lot.lot_number}
            </strong>
            <Dim>{t('expires', { day: showDate(each.lot.good_until) })}</Dim>
            <span className={css.number}>
              {t('target')}:{' '}
              {each.target
                ? `${shown(each.target.mean)} ± ${shown(each.target.sd)}`
                : t('noTarget')}
            </span>
            {may && each.lot.active && (
              <Button small onClick={() => setAiming(each)}>
                {t('setTarget')}
              </Button>
            )}
          </div>
          {each.points.length > 0 ? (
            <LeveyJennings name={t('level', { n: each.lot.level })} points={each.points} />
          ) : (
            <div className={css.figures}>
              <Dim>{t('noPoints')}</Dim>
            </div>
          )}
          <Figures of={each.figures} />
        </div>
      ))}
      {planning && <PlanPanel of={of} onClose={() => setPlanning(false)} />}
      {aiming && (
        <TargetPanel
          key={aiming.lot.id}
          lot={aiming.lot}
          test={{ code: of.test_code, name: of.test_name }}
          analyser={of.analyser}
          start={aiming.target ?? undefined}
          own={aiming.own ?? undefined}
          onClose={() => setAiming(undefined)}
        />
      )}
    </Panel>
  )
}

function Figures({ of }: { of: ControlSeriesOut['figures'] }) {
  const told = [
    ['n', String(of.n)],
    [t('mean'), short(of.mean)],
    ['SD', short(of.sd)],
    ['CV', shown(of.cv, ' %')],
    [t('bias'), shown(of.bias, ' %')],
    [t('totalError'), shown(of.total_error, ' %')],
    [t('sigma'), shown(of.sigma)],
  ]
  return (
    <div className={css.figures}>
      {told.map(([label, value]) => (
        <div key={label}>
          <span>{label}</span> {value}
        </div>
      ))}
    </div>
  )
}

/** Four digits that count are enough to look at. */
function short(value: string | null): string {
  return value === null ? '–' : shown(String(Number(Number(value).toPrecision(4))))
}
