import { useState } from 'react'
import { hisPharmacyWriteCount } from '@/kernel/api/sdk.gen'
import type { CountedIn, CountLineOut, CountWithLines, PackScanOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, NumberField, Panel, RefusalNote, Row, Stack, Status } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show } from './quantity'
import { Scan } from './Scan'

/** Scan or tap a lot, type what lies there. */
export function Counting({
  count,
  open,
  onOpen,
}: {
  count: CountWithLines
  open: CountLineOut | undefined
  onOpen: (line: CountLineOut | undefined) => void
}) {
  function scanned(found: PackScanOut) {
    const ofItem = count.lines.filter((line) => line.item_id === found.item.id)
    const exact = ofItem.find((line) => line.lot_number === found.lot)
    onOpen(exact ?? ofItem.find((line) => line.counted === null) ?? ofItem[0])
  }
  return (
    <Stack>
      <Scan label={t('countScan')} onScan={scanned} />
      {open && <OneLot key={open.id} count={count} line={open} onDone={() => onOpen(undefined)} />}
      <Panel flush>
        <ul className={css.countLines}>
          {count.lines.map((line) => (
            <li key={line.id} data-done={line.counted !== null || undefined}>
              <div>
                <b>{line.item_name}</b>
                <div>
                  <Dim>
                    {[line.place, `${t('lot')} ${line.lot_number}`, showDate(line.expiry)]
                      .filter(Boolean)
                      .join(' · ')}
                  </Dim>
                </div>
              </div>
              <div className={css.howMuch}>
                {line.counted === null ? (
                  <Status tone="grey">–</Status>
                ) : (
                  <b>
                    {show(line.counted)} {line.unit}
                  </b>
                )}
                <Button small quiet onClick={() => onOpen(line)}>
                  {t('write')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </Stack>
  )
}

function OneLot({
  count,
  line,
  onDone,
}: {
  count: CountWithLines
  line: CountLineOut
  onDone: () => void
}) {
  const [quantity, setQuantity] = useState<number | null>(null)
  const save = useSubmit(
    (body: CountedIn, headers) =>
      hisPharmacyWriteCount({ path: { count_id: count.id }, body, headers }),
    { done: onDone },
  )
  const write = (more: boolean) =>
    quantity !== null && save.submit({ lot_id: line.lot_id, quantity: String(quantity), more })
  return (
    <Panel title={`${line.item_name} · ${t('lot')} ${line.lot_number}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          write(false)
        }}
      >
        <Stack>
          <NumberField
            label={t('howMany', { unit: line.unit })}
            unit={line.unit}
            autoFocus
            decimals={2}
            least={0}
            value={quantity}
            onChange={setQuantity}
          />
          <Row>
            <Button submit primary busy={save.busy} off={quantity === null}>
              {t('write')}
            </Button>
            {line.counted !== null && (
              <Button busy={save.busy} off={quantity === null} onClick={() => write(true)}>
                {t('writeMore')}
              </Button>
            )}
          </Row>
          <RefusalNote of={save.refusal} />
        </Stack>
      </form>
    </Panel>
  )
}
