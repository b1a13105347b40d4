import { type KeyboardEvent, useRef, useState } from 'react'
import type { DeliveredIn, PackScanOut, StockItemOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { Button, DateField, Dim, Field, Form, NumberField, Row, Select, Stack } from '@/kernel/ui'
import { t } from '../text'
import { ItemPicker } from './ItemPicker'
import { show, times } from './quantity'
import { Scan } from './Scan'

export type Entered = DeliveredIn & { item: StockItemOut; base: string }

type Values = {
  lot_number: string
  expiry: string | null
  unit: string | null
  quantity: number | null
  price: number | null
  vat: number | null
  registration: string
  decision: string
  package: string
  group: string
  year: string
}

const EMPTY: Values = {
  lot_number: '',
  expiry: null,
  unit: null,
  quantity: null,
  price: null,
  vat: 5,
  registration: '',
  decision: '',
  package: '',
  group: '',
  year: '',
}

/**
 * One line of a delivery: a scan fills in item, lot and expiry, the pack multiplies itself; how
 * many and at what price is typed, Enter after the price takes the line, and the next is scanned.
 */
export function DeliveryLine({ onAdd }: { onAdd: (line: Entered) => void }) {
  const [item, setItem] = useState<StockItemOut | null>(null)
  const form = useForm<Values>(EMPTY)
  const box = useRef<HTMLDivElement>(null)
  const { values } = form
  const goTo = (field: string) =>
    setTimeout(() => box.current?.querySelector<HTMLInputElement>(field)?.focus())
  const pack = item?.packs.find((each) => each.name === values.unit)
  const factor = pack?.factor ?? '1'
  const base = values.quantity === null ? null : times(String(values.quantity), factor)

  function choose(chosen: StockItemOut | null, unit?: string) {
    setItem(chosen)
    if (!chosen) return
    const largest = chosen.packs[chosen.packs.length - 1]
    form.setAll({ unit: unit ?? largest?.name ?? chosen.unit, registration: chosen.registration })
  }
  function scanned(found: PackScanOut) {
    choose(found.item, found.unit)
    form.setAll({ lot_number: found.lot, expiry: found.expiry })
    goTo(found.lot && found.expiry ? '[name=quantity]' : '[name=lot_number]')
  }
  function add() {
    if (!item || !values.expiry || !values.unit || values.quantity === null || base === null) return
    onAdd({
      item,
      base,
      item_id: item.id,
      lot_number: values.lot_number.trim(),
      expiry: values.expiry,
      unit: values.unit,
      quantity: String(values.quantity),
      price: String(values.price ?? 0),
      vat: String(values.vat ?? 0),
      registration: values.registration,
      tender: {
        decision: values.decision,
        package: values.package,
        group: values.group,
        year: values.year,
        number: '',
      },
    })
    setItem(null)
    form.reset({
      ...EMPTY,
      vat: values.vat,
      decision: values.decision,
      package: values.package,
      group: values.group,
      year: values.year,
    })
    goTo('input')
  }
  /** What stands after the price is usually as it was in the line before. */
  function onKeyDown(event: KeyboardEvent) {
    const at = event.target
    if (event.key !== 'Enter' || !(at instanceof HTMLInputElement) || at.name !== 'price') return
    event.preventDefault()
    at.form?.requestSubmit()
  }

  return (
    <div ref={box} onKeyDownCapture={onKeyDown}>
      <Stack>
        <Scan label={t('scanPack')} hint={t('scanPackHint')} onScan={scanned} />
        <Form
          form={form}
          submit={{ refusal: undefined, fields: {}, present: undefined }}
          onSubmit={add}
          actions={
            <Button submit hotkey="Alt+A" off={!item}>
              {t('addLine')}
            </Button>
          }
        >
          <ItemPicker value={item} onChange={choose} />
          <Row columns={4}>
            <Field label={t('lot')} required most={40} {...form.bind('lot_number')} />
            <DateField label={t('expiry')} required {...form.bind('expiry')} />
            <Select
              label={t('unit')}
              required
              choices={
                item
                  ? [
                      ...item.packs.map(({ name, factor: many }) => ({
                        value: name,
                        label: name,
                        extra: `= ${show(many)} ${item.unit}`,
                      })),
                      ...(item.packs.some(({ name }) => name === item.unit)
                        ? []
                        : [{ value: item.unit, label: item.unit }]),
                    ]
                  : []
              }
              {...form.bind('unit')}
            />
            <NumberField
              label={t('quantity')}
              required
              decimals={2}
              least={0}
              hint={
                item && base !== null && pack
                  ? t('equals', { n: show(base), unit: item.unit })
                  : undefined
              }
              {...form.bind('quantity')}
            />
            <NumberField
              label={values.unit ? t('priceOf', { unit: values.unit }) : t('price')}
              decimals={3}
              least={0}
              {...form.bind('price')}
            />
            <NumberField label={t('vat')} decimals={2} least={0} most={100} {...form.bind('vat')} />
            <Field label={t('registration')} most={80} {...form.bind('registration')} />
            <Field label={t('tenderDecision')} most={80} {...form.bind('decision')} />
            <Field label={t('tenderPackage')} most={20} {...form.bind('package')} />
            <Field label={t('tenderGroup')} most={20} {...form.bind('group')} />
            <Field label={t('tenderYear')} most={4} {...form.bind('year')} />
          </Row>
          {item && <Dim>{`${item.code} · ${item.name}`}</Dim>}
        </Form>
      </Stack>
    </div>
  )
}
