import { useState } from 'react'
import {
  lisReagentsCancelOrder,
  lisReagentsOrderList,
  lisReagentsPrintOrder,
} from '@/kernel/api/sdk.gen'
import type { ReagentOrderLineOut, ReagentOrderOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Facts,
  PrintButton,
  RefusalNote,
  Row,
  SidePanel,
  Stack,
  Status,
  Table,
  Time,
  Worklist,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { ReagentPage } from '../parts/ReagentPage'
import { ORDER, shown } from '../parts/state'
import { t } from '../text'

/** What was asked of the buyer. */
export function Orders() {
  const [open, setOpen] = useState<ReagentOrderOut>()
  return (
    <ReagentPage title={t('orders')}>
      <Worklist<ReagentOrderOut>
        list="lis.reagents.orders"
        label={t('orders')}
        live={['lis.reagents']}
        empty={t('noOrders')}
        load={(asked, signal) =>
          lisReagentsOrderList({ query: { after: asked.after }, signal }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        onOpen={setOpen}
        columns={[
          { head: t('order'), phone: 'title', nowrap: true, show: (row) => row.code },
          { head: t('at'), nowrap: true, show: (row) => <Time at={row.at} /> },
          { head: t('by'), show: (row) => row.by_name },
          { head: t('lines'), align: 'right', show: (row) => row.lines.length },
          { head: t('note'), phone: 'hide', show: (row) => row.note },
          {
            head: t('state'),
            width: '1%',
            show: (row) => (
              <Status tone={ORDER[row.state]}>
                {t(row.state === 'received' ? 'arrived' : row.state)}
              </Status>
            ),
          },
        ]}
      />
      {open && <OneOrder key={open.id} order={open} onClose={() => setOpen(undefined)} />}
    </ReagentPage>
  )
}

function OneOrder({ order, onClose }: { order: ReagentOrderOut; onClose: () => void }) {
  const may = useMay('lis.reagents.order.make')
  const path = { order_id: order.id }
  const cancel = useSubmit((_: null, headers) => lisReagentsCancelOrder({ path, headers }), {
    done: onClose,
  })
  return (
    <SidePanel open title={`${t('order')} ${order.code}`} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            { label: t('at'), value: showInstant(order.at) },
            { label: t('by'), value: order.by_name },
            { label: t('note'), value: order.note || undefined },
          ]}
        />
        <Table<ReagentOrderLineOut>
          label={t('order')}
          rows={order.lines}
          keyOf={(row) => row.reagent_id}
          columns={[
            { head: t('name'), phone: 'title', show: (row) => row.name },
            {
              head: t('number'),
              align: 'right',
              nowrap: true,
              show: (row) => `${shown(row.kits)} ${row.unit}`,
            },
            { head: t('arrived'), align: 'right', show: (row) => shown(row.received) },
            { head: t('why'), show: (row) => row.why },
          ]}
        />
        <RefusalNote of={cancel.refusal} />
        {may && (
          <Row>
            <PrintButton
              pdf={() =>
                lisReagentsPrintOrder({ path, parseAs: 'blob' }).then(
                  (answer) => answer.data as unknown as Blob,
                )
              }
            >
              {t('printOrder')}
            </PrintButton>
            {order.state === 'sent' && (
              <Button danger busy={cancel.busy} onClick={() => cancel.submit(null)}>
                {t('cancelOrder')}
              </Button>
            )}
          </Row>
        )}
      </Stack>
    </SidePanel>
  )
}
