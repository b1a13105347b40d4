import { useEffect, useRef } from 'react'
import { hisBillingShowQr } from '@/kernel/api/sdk.gen'
import type { BillOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { RefusalNote, SidePanel, showMoney } from '@/kernel/ui'
import { t } from '../text'
import { QrCode } from './QrCode'

/** A dynamic VietQR for what is due. */
export function QrPanel({ bill, onClose }: { bill: BillOut; onClose: () => void }) {
  const show = useSubmit((version: number, headers) =>
    hisBillingShowQr({ path: { encounter_id: bill.encounter_id }, body: { version }, headers }),
  )
  const asked = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when it opens
  useEffect(() => {
    if (!asked.current) show.submit(bill.version)
    asked.current = true
  }, [])
  const code = show.done
  return (
    <SidePanel
      open
      title={t('qrTitle', { amount: showMoney(code?.amount ?? bill.due) })}
      onClose={onClose}
    >
      <RefusalNote of={show.refusal} />
      {code && <QrCode code={code} />}
    </SidePanel>
  )
}
