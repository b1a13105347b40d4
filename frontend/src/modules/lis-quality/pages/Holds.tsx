import { useNavigate } from '@tanstack/react-router'
import { lisQualityHoldList } from '@/kernel/api/sdk.gen'
import type { ControlHoldOut } from '@/kernel/api/types.gen'
import { Dim, Status, Time, Worklist } from '@/kernel/ui'
import { QualityPage } from '../parts/QualityPage'
import { benchOf, HOLD } from '../parts/state'
import { t } from '../text'

/** What was locked, why, what was done, who released it. */
export function Holds() {
  const navigate = useNavigate()
  return (
    <QualityPage title={t('holds')}>
      <Worklist<ControlHoldOut>
        list="lis.quality.holds"
        label={t('holds')}
        live={['lab_quality']}
        empty={t('noHolds')}
        load={(asked, signal) =>
          lisQualityHoldList({
            query: { after: asked.after, only_open: asked.state === 'open' },
            signal,
          }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: [{ value: 'open', label: t('onlyOpen') }],
          },
        ]}
        onOpen={(row) =>
          navigate({
            to: '/lab/quality/tests/$bench' as never,
            params: { bench: benchOf(row.test_code, row.analyser) } as never,
          })
        }
        columns={[
          {
            head: t('test'),
            phone: 'title',
            show: (row) => [row.test_code, row.test_name, row.analyser].filter(Boolean).join(' · '),
          },
          { head: t('heldSince'), show: (row) => <Time at={row.since} />, nowrap: true },
          { head: t('rules'), show: (row) => row.rules, nowrap: true },
          { head: t('cause'), show: (row) => (row.cause ? t(row.cause) : <Dim>–</Dim>) },
          {
            head: t('action'),
            show: (row) => (row.action ? `${row.action} (${row.acted_by_name})` : <Dim>–</Dim>),
          },
          {
            head: t('release'),
            show: (row) =>
              row.released_at ? `${row.release_reason} (${row.released_by_name})` : <Dim>–</Dim>,
          },
          {
            head: t('state'),
            width: '1%',
            show: (row) => <Status tone={HOLD[row.state]}>{t(row.state)}</Status>,
          },
        ]}
      />
    </QualityPage>
  )
}
