import { useState } from 'react'
import { lisReagentsOpenKit } from '@/kernel/api/sdk.gen'
import type { KitOpenIn, ReagentKitOut, ReagentScanOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Facts, Field, RefusalNote, Row, SidePanel, Stack } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { ReceiptPanel } from './ReceiptPanel'
import { shown } from './state'

/** What was scanned, and what to do with it: receive the lot, or open a kit. */
export function ScanPanel(props: {
  found: ReagentScanOut
  onOpened: (kit: ReagentKitOut) => void
  onClose: () => void
}) {
  const { found, onOpened, onClose } = props
  const { lot, reagent } = found
  const may = useMay('lis.reagents.kit.open')
  const mayReceive = useMay('lis.reagents.lot.receive')
  const [receiving, setReceiving] = useState(false)
  const [analyser, setAnalyser] = useState('')
  const [reason, setReason] = useState('')
  const open = useSubmit((body: KitOpenIn, headers) => lisReagentsOpenKit({ body, headers }), {
    done: onOpened,
  })
  if (receiving)
    return (
      <ReceiptPanel
        reagent={reagent}
        number={found.lot_number}
        expiry={found.expiry}
        onClose={onClose}
      />
    )
  const ask = (in_use: boolean) =>
    lot && open.submit({ lot_id: lot.id, analyser, in_use, reason: reason.trim() })
  const late = lot?.expired || open.refusal?.error === 'ReagentHasExpired'
  return (
    <SidePanel open title={reagent.name} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            { label: t('code'), value: reagent.code },
            { label: t('lot'), value: found.lot_number || undefined },
            { label: t('expiry'), value: found.expiry ? showDate(found.expiry) : undefined },
            {
              label: t('stock'),
              value: lot ? `${shown(lot.quantity)} ${lot.kit_unit}` : undefined,
            },
            { label: t('storage'), value: reagent.storage || undefined },
          ]}
        />
        {found.first_lot_number && (
          <Alert weight="warning">{t('firstOut', { lot: found.first_lot_number })}</Alert>
        )}
        {!lot && found.lot_number && (
          <Alert weight="info">{t('notInBook', { lot: found.lot_number })}</Alert>
        )}
        {lot?.state === 'received' && <Alert weight="stop">{t('notAccepted')}</Alert>}
        {lot?.state === 'recalled' && <Alert weight="stop">{t('recalled')}</Alert>}
        {may && lot?.state === 'accepted' && (
          <>
            <Field
              label={t('analyser')}
              hint={t('analyserHint')}
              most={60}
              value={analyser}
              onChange={setAnalyser}
            />
            {late && <Field label={t('excuse')} most={500} value={reason} onChange={setReason} />}
            <RefusalNote of={open.refusal} />
            <Row>
              <Button primary hotkey="F9" busy={open.busy} onClick={() => ask(true)}>
                {t('openAndPut')}
              </Button>
              <Button busy={open.busy} onClick={() => ask(false)}>
                {t('openKit')}
              </Button>
            </Row>
          </>
        )}
        {mayReceive && (
          <Row>
            <Button onClick={() => setReceiving(true)}>{t('newLot')}</Button>
          </Row>
        )}
      </Stack>
    </SidePanel>
  )
}
