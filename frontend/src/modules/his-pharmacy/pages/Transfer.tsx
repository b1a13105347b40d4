import { useState } from 'react'
import { hisPharmacyRequestTransfer } from '@/kernel/api/sdk.gen'
import type { PackScanOut, StockItemOut, StockTransferIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Dim,
  NumberField,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
} from '@/kernel/ui'
import { ItemPicker } from '../parts/ItemPicker'
import css from '../parts/pharmacy.module.css'
import { show, times } from '../parts/quantity'
import { Scan } from '../parts/Scan'
import { StockPage } from '../parts/StockPage'
import { useStores } from '../parts/useStores'
import { t } from '../text'

type Line = { item: StockItemOut; unit: string; quantity: number }
type Values = { from: string | null; to: string | null; lines: Line[] }

/** One store asks another: what, how many packs. The other issues, this one receives. */
export function Transfer() {
  const { choices, main, counter } = useStores()
  const form = useForm<Values>(
    { from: null, to: null, lines: [] },
    { draft: 'his.pharmacy.transfer' },
  )
  const [done, setDone] = useState('')
  const { values } = form
  const from = values.from ?? main?.id ?? null
  const to = values.to ?? counter?.id ?? null
  const save = useSubmit(
    (body: StockTransferIn, headers) => hisPharmacyRequestTransfer({ body, headers }),
    {
      done: (paper) => {
        form.reset()
        setDone(t('requestSent', { code: paper.code }))
      },
    },
  )
  return (
    <StockPage title={t('transfer')}>
      <Stack>
        {done && <Alert weight="info">{done}</Alert>}
        <Panel>
          <Row columns={2}>
            <Select label={t('fromStore')} choices={choices} {...form.bind('from')} value={from} />
            <Select label={t('toStore')} choices={choices} {...form.bind('to')} value={to} />
          </Row>
        </Panel>
        <Panel title={t('addLine')}>
          <NewLine onAdd={(line) => form.set('lines', [...values.lines, line])} />
        </Panel>
        <Panel title={t('lines')} flush>
          {values.lines.length === 0 && (
            <div className={css.none}>
              <Dim>{t('noLines')}</Dim>
            </div>
          )}
          <ol className={css.lines}>
            {values.lines.map((line, at) => (
              <li key={line.item.id}>
                <span>{line.item.name}</span>
                <b className={css.howMuch}>
                  {show(String(line.quantity))} {line.unit}
                </b>
                <Button
                  small
                  quiet
                  onClick={() =>
                    form.set(
                      'lines',
                      values.lines.filter((_, n) => n !== at),
                    )
                  }
                >
                  {t('remove')}
                </Button>
              </li>
            ))}
          </ol>
        </Panel>
        <RefusalNote of={save.refusal} />
        <Row>
          <Button
            primary
            hotkey="F9"
            busy={save.busy}
            off={!from || !to || values.lines.length === 0}
            onClick={() =>
              save.submit({
                store_id: from as string,
                to_store_id: to as string,
                lines: values.lines.map((line) => ({
                  item_id: line.item.id,
                  unit: line.unit,
                  quantity: String(line.quantity),
                })),
              })
            }
          >
            {t('sendRequest')}
          </Button>
        </Row>
      </Stack>
    </StockPage>
  )
}

function NewLine({ onAdd }: { onAdd: (line: Line) => void }) {
  const [item, setItem] = useState<StockItemOut | null>(null)
  const [unit, setUnit] = useState<string | null>(null)
  const [quantity, setQuantity] = useState<number | null>(null)
  function choose(chosen: StockItemOut | null, scanned?: string) {
    setItem(chosen)
    setUnit(scanned ?? chosen?.packs[chosen.packs.length - 1]?.name ?? chosen?.unit ?? null)
  }
  const factor = item?.packs.find((each) => each.name === unit)?.factor
  return (
    <Stack>
      <Scan label={t('scanPack')} onScan={(found: PackScanOut) => choose(found.item, found.unit)} />
      <Row columns={3}>
        <ItemPicker value={item} onChange={choose} />
        <NumberField
          label={t('quantity')}
          decimals={2}
          least={0}
          hint={
            item && factor && quantity
              ? t('equals', { n: show(times(String(quantity), factor)), unit: item.unit })
              : undefined
          }
          value={quantity}
          onChange={setQuantity}
        />
        <Select
          label={t('unit')}
          value={unit}
          onChange={setUnit}
          choices={
            item
              ? [...item.packs.map((each) => each.name), item.unit]
                  .filter((name, at, all) => all.indexOf(name) === at)
                  .map((value) => ({ value, label: value }))
              : []
          }
        />
      </Row>
      <Row>
        <Button
          hotkey="Alt+A"
          off={!item || !unit || !quantity}
          onClick={() => {
            if (!item || !unit || !quantity) return
            onAdd({ item, unit, quantity })
            choose(null)
            setQuantity(null)
          }}
        >
          {t('addLine')}
        </Button>
      </Row>
    </Stack>
  )
}
