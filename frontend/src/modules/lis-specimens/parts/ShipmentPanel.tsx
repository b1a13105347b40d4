import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { lisSpecimensShipmentOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensArrive, lisSpecimensPrintShipment } from '@/kernel/api/sdk.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Facts,
  Field,
  PrintButton,
  RefusalNote,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './specimens.module.css'

/** What left together, and whether it arrived. */
export function ShipmentPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const path = { shipment_id: id }
  const may = useMay('lis.specimens.specimen.keep')
  const [note, setNote] = useState('')
  const found = useQuery(lisSpecimensShipmentOptions({ path }))
  const arrive = useSubmit((_: undefined, headers) =>
    lisSpecimensArrive({ path, body: { note }, headers }),
  )
  return (
    <SidePanel open title={found.data?.shipment.code ?? t('shipments')} onClose={onClose}>
      <Awaited of={found} rows={5}>
        {({ shipment, tubes }) => (
          <Stack>
            <Facts
              of={[
                { label: t('to'), value: shipment.to_name },
                { label: t('carrier'), value: shipment.carrier || undefined },
                { label: t('temperature'), value: shipment.temperature || undefined },
                {
                  label: t('by'),
                  value: `${shipment.made_by_name} · ${showInstant(shipment.made_at)}`,
                },
                {
                  label: t('arrived'),
                  value: shipment.arrived_at
                    ? `${showInstant(shipment.arrived_at)} · ${shipment.arrived_by_name} ${shipment.arrived_note}`
                    : undefined,
                },
              ]}
            />
            <PrintButton
              pdf={() =>
                lisSpecimensPrintShipment({ path, parseAs: 'blob' }).then(
                  (answer) => answer.data as unknown as Blob,
                )
              }
            >
              {t('printSlip')}
            </PrintButton>
            <ul className={css.plain}>
              {tubes.map((tube) => (
                <li key={tube.id}>
                  <Link to={`/lab/specimens/${tube.code}` as never}>{tube.code}</Link>
                  {tube.patient.name} · {t(tube.state)}
                </li>
              ))}
            </ul>
            {may && shipment.outside && !shipment.arrived_at && (
              <>
                <Field label={t('arriveNote')} value={note} onChange={setNote} />
                <RefusalNote of={arrive.refusal} />
                <Button primary busy={arrive.busy} onClick={() => arrive.submit(undefined)}>
                  {t('arrive')}
                </Button>
              </>
            )}
          </Stack>
        )}
      </Awaited>
    </SidePanel>
  )
}
