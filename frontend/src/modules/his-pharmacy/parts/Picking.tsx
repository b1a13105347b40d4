import { useState } from 'react'
import { hisPharmacyDispense, hisPharmacyHandOver } from '@/kernel/api/sdk.gen'
import type { DispenseIn, DispensingWork, PackScanOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useKeys } from '@/kernel/keys'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Check, Field, Panel, RefusalNote, Row, Stack } from '@/kernel/ui'
import { t } from '../text'
import { PickLines } from './PickLines'
import { lineOf, type Picked, portions, take } from './picking'
import { units } from './quantity'
import { Scan } from './Scan'

type Form = { picked: Picked; counselled: boolean; receiver: string; note: string }

/** Take each drug off the shelf by a scan; F9 posts it all at once. */
export function Picking({ work, onDone }: { work: DispensingWork; onDone: () => void }) {
  const may = useMay('his.pharmacy.drug.dispense')
  const form = useForm<Form>(
    { picked: {}, counselled: false, receiver: '', note: work.note },
    { draft: `his.pharmacy.dispense:${work.id}` },
  )
  const [stranger, setStranger] = useState('')
  const { picked, counselled, receiver, note } = form.values
  const done = () => {
    form.reset()
    onDone()
  }
  const dispense = useSubmit(
    (body: DispenseIn, headers) =>
      hisPharmacyDispense({ path: { dispensing_id: work.id }, body, headers }),
    { done: (after) => (after.state === 'handed_over' ? done() : form.reset()) },
  )
  const hand = useSubmit(
    (_: null, headers) =>
      hisPharmacyHandOver({
        path: { dispensing_id: work.id },
        body: { counselled, receiver },
        headers,
      }),
    { done },
  )
  useKeys({
    F8: { label: t('counselled'), act: () => form.set('counselled', !counselled) },
  })

  const owes = work.items.filter((item) => units(item.owed) > 0n)
  const sent = portions(work.items, picked)
  const toHand = work.lines.some(
    (line) => !line.handed_at && units(line.quantity) > units(line.returned),
  )
  const open = work.state === 'waiting' || work.state === 'partly' || work.state === 'dispensed'

  function scanned(found: PackScanOut) {
    const item = lineOf(work.items, picked, found.item.code)
    setStranger(item ? '' : found.item.name)
    if (item) form.set('picked', { ...picked, [item.id]: take(item, found.lot) })
  }
  function takeAll() {
    const rest = owes.filter((item) => !picked[item.id]?.length)
    form.set('picked', {
      ...picked,
      ...Object.fromEntries(rest.map((item) => [item.id, take(item)])),
    })
  }
  function post(handOver: boolean) {
    dispense.submit({
      store_id: work.store_id as string,
      version: work.version,
      portions: sent,
      note,
      hand_over: handOver,
      counselled,
      receiver,
    })
  }

  return (
    <Stack>
      {work.against.map((each) => (
        <Alert key={each.vi} weight={work.stops ? 'stop' : 'warning'}>
          {say(each)}
        </Alert>
      ))}
      {work.pays_first && work.payment === 'none' && may && open && (
        <Alert weight="info">{t('paysFirst')}</Alert>
      )}
      {!open && <Alert weight="info">{t('overNote', { state: t(work.state) })}</Alert>}
      {may && owes.length > 0 && open && (
        <Scan label={t('scan')} hint={t('scanHint')} onScan={scanned} />
      )}
      {stranger && <Alert weight="warning">{t('notHere', { name: stranger })}</Alert>}
      <Panel
        title={t('drugLines')}
        flush
        actions={
          may && owes.length > 1 && open ? (
            <Button small quiet hotkey="F4" onClick={takeAll}>
              {t('takeAll')}
            </Button>
          ) : undefined
        }
      >
        <PickLines
          work={work}
          picked={picked}
          off={!may || !open}
          onPick={(id, lots) => form.set('picked', { ...picked, [id]: lots })}
        />
      </Panel>
      {may && open && (
        <Panel>
          <Stack>
            <Check label={`${t('counselled')} (F8)`} {...form.bind('counselled')} />
            <Row columns={2}>
              <Field label={t('receiver')} {...form.bind('receiver')} most={200} />
              <Field label={t('noteToDoctor')} {...form.bind('note')} most={1000} />
            </Row>
            <RefusalNote of={dispense.refusal ?? hand.refusal} />
            <Row>
              {(owes.length > 0 || !toHand) && (
                <>
                  <Button
                    primary
                    hotkey="F9"
                    busy={dispense.busy}
                    off={!sent.length}
                    onClick={() => post(true)}
                  >
                    {t(work.pays_first ? 'pickThenPay' : 'dispenseAndHand')}
                  </Button>
                  {!work.pays_first && (
                    <Button
                      hotkey="Alt+S"
                      busy={dispense.busy}
                      off={!sent.length}
                      onClick={() => post(false)}
                    >
                      {t('pickOnly')}
                    </Button>
                  )}
                </>
              )}
              {toHand && (
                <Button
                  primary={owes.length === 0}
                  hotkey={owes.length === 0 ? 'F9' : undefined}
                  busy={hand.busy}
                  off={work.stops}
                  onClick={() => hand.submit(null)}
                >
                  {t('handOver')}
                </Button>
              )}
            </Row>
          </Stack>
        </Panel>
      )}
    </Stack>
  )
}
