import type { ReagentMoveOut, ReagentTrialOut } from '@/kernel/api/types.gen'
import { Dim, Status, Table, Time } from '@/kernel/ui'
import { t } from '../text'
import { shown } from './state'

/** The parallel tests of a lot, the latest first. */
export function LotTrials({ of }: { of: ReagentTrialOut[] }) {
  const says = (row: ReagentTrialOut) =>
    [
      row.old_lot_number && t('comparedWith', { lot: row.old_lot_number }),
      row.mean_percent !== null && t('meanDifference', { n: shown(row.mean_percent) }),
      t('within', { n: `${row.within}/${row.pairs.length}` }),
      row.controlled && t('withControl'),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <Table<ReagentTrialOut>
      label={t('trials')}
      rows={of}
      empty={t('noTrials')}
      keyOf={(row) => row.id}
      columns={[
        { head: t('trials'), phone: 'title', show: (row) => `${row.test_code} · ${row.test_name}` },
        { head: t('result'), show: (row) => <Dim>{says(row)}</Dim> },
        {
          head: t('state'),
          width: '1%',
          show: (row) => (
            <Status tone={row.passed ? 'green' : 'red'}>
              {t(row.passed ? 'passed' : 'failed')}
            </Status>
          ),
        },
      ]}
    />
  )
}

/** The stock card of a lot, the latest first. */
export function LotMoves({ of }: { of: ReagentMoveOut[] }) {
  return (
    <Table<ReagentMoveOut>
      label={t('moves')}
      rows={of}
      keyOf={(row) => row.id}
      columns={[
        { head: t('at'), nowrap: true, show: (row) => <Time at={row.at} /> },
        {
          head: t('moves'),
          phone: 'title',
          show: (row) =>
            [t(row.kind === 'opened' ? 'openKit' : row.kind), row.paper, row.reason]
              .filter(Boolean)
              .join(' · '),
        },
        { head: t('quantity'), align: 'right', show: (row) => shown(row.quantity) },
        { head: t('balance'), align: 'right', show: (row) => shown(row.balance) },
      ]}
    />
  )
}
