import { useState } from 'react'
import {
  hisPharmacyRecallLot,
  hisPharmacyReturnToSupplier,
  hisPharmacyWriteOff,
} from '@/kernel/api/sdk.gen'
import type { LotOut, OutIn, StockItemLine } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Field, NumberField, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'
import { show } from './quantity'

type Act = 'recall' | 'sendBack' | 'destroy'
type Props = { item: StockItemLine; lot: LotOut; onClose: () => void }

/** What may be done to a lot in a store: recall, send back, write off. */
export function LotActs({ item, lot, onClose }: Props) {
  const mayRecall = useMay('his.pharmacy.lot.recall')
  const mayReturn = useMay('his.pharmacy.delivery.receive')
  const mayDestroy = useMay('his.pharmacy.stock.approve')
  const [act, setAct] = useState<Act>()
  if (act === 'recall') return <Recall item={item} lot={lot} onClose={onClose} />
  if (act) return <Out item={item} lot={lot} onClose={onClose} act={act} />
  return (
    <SidePanel open title={`${item.name} · ${t('lot')} ${lot.number}`} onClose={onClose}>
      <Stack>
        {mayRecall && !lot.recalled && (
          <Button danger onClick={() => setAct('recall')}>
            {t('recallLot')}
          </Button>
        )}
        {mayReturn && <Button onClick={() => setAct('sendBack')}>{t('sendBack')}</Button>}
        {mayDestroy && (
          <Button danger onClick={() => setAct('destroy')}>
            {t('destroy')}
          </Button>
        )}
      </Stack>
    </SidePanel>
  )
}

function Recall({ item, lot, onClose }: Props) {
  const [orderNo, setOrderNo] = useState('')
  const save = useSubmit(
    (reason: string, headers) =>
      hisPharmacyRecallLot({
        body: { item_id: item.id, lot_number: lot.number, reason, order_no: orderNo },
        headers,
      }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('recallLot')} ${lot.number} · ${item.name}`}
      verb={t('recallLot')}
      before={t('recallBefore')}
      after={t('recallAfter')}
      busy={save.busy}
      refusal={save.refusal}
      onAct={save.submit}
      onClose={onClose}
    >
      <Field label={t('orderNo')} value={orderNo} onChange={setOrderNo} most={120} />
    </DangerPanel>
  )
}

function Out({ item, lot, onClose, act }: Props & { act: Act }) {
  const [quantity, setQuantity] = useState<number | null>(Number(lot.quantity))
  const send = act === 'sendBack' ? hisPharmacyReturnToSupplier : hisPharmacyWriteOff
  const save = useSubmit((body: OutIn, headers) => send({ body, headers }), { done: onClose })
  const verb = t(act === 'sendBack' ? 'sendBack' : 'destroy')
  return (
    <DangerPanel
      open
      title={`${verb} · ${item.name} · ${t('lot')} ${lot.number}`}
      verb={verb}
      before={`${show(lot.quantity)} ${item.unit} · ${lot.store_name}`}
      after={`−${quantity ?? 0} ${item.unit}`}
      tells={act === 'sendBack' ? lot.supplier_name || undefined : undefined}
      busy={save.busy}
      refusal={save.refusal}
      onAct={(reason) =>
        save.submit({
          store_id: lot.store_id,
          lines: [{ lot_id: lot.lot_id, quantity: String(quantity ?? 0) }],
          reason,
        })
      }
      onClose={onClose}
    >
      <NumberField
        label={t('quantity')}
        unit={item.unit}
        decimals={2}
        least={0}
        most={Number(lot.quantity)}
        value={quantity}
        onChange={setQuantity}
      />
    </DangerPanel>
  )
}
