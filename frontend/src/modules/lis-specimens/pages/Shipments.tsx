import { useState } from 'react'
import { lisSpecimensShipments } from '@/kernel/api/sdk.gen'
import type { ShipmentOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Status, Time, Worklist } from '@/kernel/ui'
import { LabPage } from '../parts/LabPage'
import { SendPanel } from '../parts/SendPanel'
import { ShipmentPanel } from '../parts/ShipmentPanel'
import { t } from '../text'

/** Racks that leave a ward, and specimens for another laboratory. */
export function Shipments() {
  const mayHand = useMay('lis.specimens.specimen.collect')
  const mayShip = useMay('lis.specimens.specimen.keep')
  const [open, setOpen] = useState<string>()
  const [sending, setSending] = useState<'in' | 'out'>()
  return (
    <LabPage
      title={t('shipments')}
      actions={
        <>
          {mayHand && <Button onClick={() => setSending('in')}>{t('handOver')}</Button>}
          {mayShip && <Button onClick={() => setSending('out')}>{t('ship')}</Button>}
        </>
      }
    >
      <Worklist<ShipmentOut>
        list="lis.specimens.shipments"
        label={t('shipments')}
        live={['specimens']}
        empty={t('noShipments')}
        load={(asked, signal) =>
          lisSpecimensShipments({
            query: {
              outside: asked.kind ? asked.kind === 'outside' : undefined,
              after: asked.after,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'kind',
            label: t('where'),
            choices: [
              { value: 'within', label: t('within') },
              { value: 'outside', label: t('outside') },
            ],
          },
        ]}
        columns={[
          { head: t('code'), width: '1%', nowrap: true, show: (row) => row.code },
          { head: t('to'), phone: 'title', show: (row) => row.to_name },
          { head: t('carrier'), show: (row) => row.carrier },
          { head: t('temperature'), show: (row) => row.temperature, phone: 'hide' },
          { head: t('by'), show: (row) => row.made_by_name, phone: 'hide' },
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.made_at} /> },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) =>
              row.outside ? (
                <Status tone={row.arrived_at ? 'green' : 'blue'}>
                  {t(row.arrived_at ? 'arrived' : 'onTheWay')}
                </Status>
              ) : (
                <Status tone="grey">{t('within')}</Status>
              ),
          },
        ]}
        onOpen={(row) => setOpen(row.id)}
      />
      {open && <ShipmentPanel key={open} id={open} onClose={() => setOpen(undefined)} />}
      {sending && (
        <SendPanel
          outside={sending === 'out'}
          onClose={(made) => {
            setSending(undefined)
            if (made) setOpen(made)
          }}
        />
      )}
    </LabPage>
  )
}
