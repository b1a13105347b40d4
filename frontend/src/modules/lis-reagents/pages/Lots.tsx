import { useState } from 'react'
import { lisReagentsLotList } from '@/kernel/api/sdk.gen'
import type { ReagentLotOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Status, Worklist } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { LotPanel } from '../parts/LotPanel'
import { ReagentPage } from '../parts/ReagentPage'
import { ReceiptPanel } from '../parts/ReceiptPanel'
import { LOT, shown } from '../parts/state'
import { t } from '../text'

const STATES: ReagentLotOut['state'][] = ['received', 'accepted', 'rejected', 'recalled']

/** Lots, the first to expire first. */
export function Lots() {
  const may = useMay('lis.reagents.lot.receive')
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<ReagentLotOut>()
  return (
    <ReagentPage
      title={t('lots')}
      actions={
        may && (
          <Button primary onClick={() => setAdding(true)}>
            {t('newLot')}
          </Button>
        )
      }
    >
      <Worklist<ReagentLotOut>
        list="lis.reagents.lots"
        label={t('lots')}
        live={['lis.reagents']}
        empty={t('noLots')}
        load={(asked, signal) =>
          lisReagentsLotList({
            query: {
              after: asked.after,
              state: (asked.state as ReagentLotOut['state'] | undefined) || undefined,
            },
            signal,
          }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        onOpen={setOpen}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
        ]}
        toneOf={(row) => (row.expired && row.quantity !== '0' ? 'amber' : undefined)}
        columns={[
          { head: t('name'), phone: 'title', show: (row) => row.name },
          { head: t('lotNumber'), nowrap: true, show: (row) => row.number },
          { head: t('expiry'), nowrap: true, show: (row) => showDate(row.expiry) },
          {
            head: t('stock'),
            align: 'right',
            nowrap: true,
            show: (row) => `${shown(row.quantity)} ${row.kit_unit}`,
          },
          { head: t('supplier'), phone: 'hide', show: (row) => row.supplier },
          {
            head: t('state'),
            width: '1%',
            show: (row) => (
              <Status tone={row.expired && row.state !== 'recalled' ? 'red' : LOT[row.state]}>
                {t(row.expired && row.state !== 'recalled' ? 'expired' : row.state)}
              </Status>
            ),
          },
        ]}
      />
      {adding && <ReceiptPanel onClose={() => setAdding(false)} />}
      {open && <LotPanel key={open.id} id={open.id} onClose={() => setOpen(undefined)} />}
    </ReagentPage>
  )
}
