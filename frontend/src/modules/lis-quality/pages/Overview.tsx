import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lisQualityOverviewOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ControlledTestOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Alert, Awaited, Button, Dim, Panel, Stack, Status, Table, Time } from '@/kernel/ui'
import { QualityPage } from '../parts/QualityPage'
import { benchOf, HOLD, Levels, VERDICT } from '../parts/state'
import { t } from '../text'

/** Every test under control: what is locked, what is due, what the last run said. */
export function Overview() {
  const navigate = useNavigate()
  const options = lisQualityOverviewOptions()
  const found = useQuery(options)
  useLive(['lab_quality'], [options.queryKey])
  const open = (row: ControlledTestOut) =>
    navigate({
      to: '/lab/quality/tests/$bench' as never,
      params: { bench: benchOf(row.test_code, row.analyser) } as never,
    })
  return (
    <QualityPage title={t('quality')}>
      <Awaited of={found}>
        {({ tests }) => (
          <Stack>
            {tests
              .filter((row) => row.hold)
              .map((row) => (
                <Alert
                  key={benchOf(row.test_code, row.analyser)}
                  weight="stop"
                  right={
                    <Button small onClick={() => open(row)}>
                      {t(row.hold?.state === 'acted' ? 'release' : 'act')}
                    </Button>
                  }
                >
                  {t('heldSays', { test: row.test_name, rules: row.hold?.rules ?? '' })}
                </Alert>
              ))}
            <Panel flush>
              <Table<ControlledTestOut>
                label={t('quality')}
                rows={tests}
                keyOf={(row) => benchOf(row.test_code, row.analyser)}
                empty={t('overviewEmpty')}
                onOpen={open}
                toneOf={(row) => (row.hold ? 'red' : row.overdue ? 'amber' : undefined)}
                columns={[
                  {
                    head: t('test'),
                    show: (row) => `${row.test_code} · ${row.test_name}`,
                    phone: 'title',
                  },
                  { head: t('analyser'), show: (row) => row.analyser },
                  { head: t('levels'), show: (row) => <Levels of={row.points} /> },
                  {
                    head: t('last'),
                    nowrap: true,
                    show: (row) => (row.last ? <Time at={row.last.at} /> : <Dim>–</Dim>),
                  },
                  {
                    head: t('verdict'),
                    width: '1%',
                    nowrap: true,
                    show: (row) => <State of={row} />,
                  },
                ]}
              />
            </Panel>
          </Stack>
        )}
      </Awaited>
    </QualityPage>
  )
}

function State({ of }: { of: ControlledTestOut }) {
  if (of.hold) return <Status tone={HOLD[of.hold.state]}>{t(of.hold.state)}</Status>
  if (of.overdue) return <Status tone="amber">{t(of.last ? 'overdue' : 'notRun')}</Status>
  if (!of.last) return <Status tone="grey">{t('notRun')}</Status>
  return <Status tone={VERDICT[of.last.verdict]}>{t(of.last.verdict)}</Status>
}
