import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisReagentsOverviewOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type {
  ReagentBalanceOut,
  ReagentKitOut,
  ReagentScanOut,
  ReagentWarningOut,
} from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Awaited, Button, Dim, Panel, Row, Stack, Status, Table } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { KitPanel, leftOf } from '../parts/KitPanel'
import { OrderPanel } from '../parts/OrderPanel'
import { ReagentPage } from '../parts/ReagentPage'
import { ScanBox } from '../parts/ScanBox'
import { ScanPanel } from '../parts/ScanPanel'
import { KIT, shown, toneOf } from '../parts/state'
import { t } from '../text'

/** What needs somebody, which kits are open, what there is of each reagent. */
export function Overview() {
  const options = lisReagentsOverviewOptions()
  const found = useQuery(options)
  useLive(['lis.reagents'], [options.queryKey])
  const mayOrder = useMay('lis.reagents.order.make')
  const [scanned, setScanned] = useState<ReagentScanOut>()
  const [kit, setKit] = useState<ReagentKitOut>()
  const [ordering, setOrdering] = useState(false)
  return (
    <ReagentPage title={t('reagents')}>
      <Awaited of={found}>
        {({ warnings, kits, balances }) => (
          <Stack>
            <ScanBox onRead={(read) => (read.kit ? setKit(read.kit) : setScanned(read))} />
            {warnings.length > 0 && (
              <Panel flush title={t('warnings')}>
                <Warnings of={warnings} />
              </Panel>
            )}
            <Panel flush title={t('kits')}>
              <Kits of={kits} onOpen={setKit} />
            </Panel>
            <Panel
              flush
              title={t('balances')}
              actions={
                mayOrder && (
                  <Button small onClick={() => setOrdering(true)}>
                    {t('makeOrder')}
                  </Button>
                )
              }
            >
              <Balances of={balances} />
            </Panel>
            {ordering && <OrderPanel balances={balances} onClose={() => setOrdering(false)} />}
          </Stack>
        )}
      </Awaited>
      {scanned && (
        <ScanPanel
          found={scanned}
          onOpened={(opened) => {
            setScanned(undefined)
            setKit(opened)
          }}
          onClose={() => setScanned(undefined)}
        />
      )}
      {kit && <KitPanel key={kit.id} kit={kit} onClose={() => setKit(undefined)} />}
    </ReagentPage>
  )
}

function Warnings({ of }: { of: ReagentWarningOut[] }) {
  return (
    <Table<ReagentWarningOut>
      label={t('warnings')}
      rows={of}
      keyOf={(row) => [row.kind, row.reagent_id, row.what].join(' ')}
      columns={[
        {
          head: t('warnings'),
          width: '1%',
          nowrap: true,
          show: (row) => <Status tone={toneOf(row.kind)}>{t(row.kind)}</Status>,
        },
        { head: t('name'), phone: 'title', show: (row) => row.name },
        { head: t('lot'), nowrap: true, show: (row) => row.what },
        {
          head: t('usableUntil'),
          nowrap: true,
          show: (row) => (row.until ? showInstant(row.until, 'date') : <Dim>–</Dim>),
        },
      ]}
    />
  )
}

function Kits({ of, onOpen }: { of: ReagentKitOut[]; onOpen: (kit: ReagentKitOut) => void }) {
  return (
    <Table<ReagentKitOut>
      label={t('kits')}
      rows={of}
      keyOf={(row) => row.id}
      empty={t('noKits')}
      onOpen={onOpen}
      toneOf={(row) => (row.expired ? 'red' : undefined)}
      columns={[
        { head: t('kit'), nowrap: true, show: (row) => row.code },
        { head: t('name'), phone: 'title', show: (row) => row.name },
        { head: t('lot'), nowrap: true, show: (row) => row.lot_number },
        { head: t('analyser'), show: (row) => row.analyser || <Dim>{t('everywhere')}</Dim> },
        {
          head: t('usableUntil'),
          nowrap: true,
          show: (row) => showInstant(row.usable_until, 'date'),
        },
        { head: t('left'), nowrap: true, align: 'right', show: leftOf },
        {
          head: t('state'),
          width: '1%',
          show: (row) => (
            <Row>
              <Status tone={row.expired ? 'red' : KIT[row.state]}>
                {t(row.expired ? 'expired' : row.state)}
              </Status>
              {row.first && <Status tone="amber">{t('useFirst')}</Status>}
            </Row>
          ),
        },
      ]}
    />
  )
}

function Balances({ of }: { of: ReagentBalanceOut[] }) {
  const number = (head: string, show: (row: ReagentBalanceOut) => string) => ({
    head,
    show,
    align: 'right' as const,
    nowrap: true,
  })
  const none = (value: string) => (value === '0' ? '' : shown(value))
  return (
    <Table<ReagentBalanceOut>
      label={t('balances')}
      rows={of}
      keyOf={(row) => row.reagent_id}
      empty={t('noBalances')}
      toneOf={(row) => (row.low ? 'amber' : undefined)}
      columns={[
        { head: t('name'), phone: 'title', show: (row) => `${row.code} · ${row.name}` },
        number(t('unopened'), (row) => `${shown(row.unopened)} ${row.kit_unit}`),
        number(t('opened'), (row) => none(row.opened)),
        number(t('blocked'), (row) => none(row.blocked)),
        number(t('minimum'), (row) => none(row.minimum)),
        number(t('ordered'), (row) => none(row.ordered)),
        number(t('daysLeft'), (row) =>
          row.days_left === null ? '–' : t('nDays', { n: row.days_left }),
        ),
        number(t('proposed'), (row) => none(row.proposed)),
      ]}
    />
  )
}
