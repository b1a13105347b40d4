import { useState } from 'react'
import { hisOrdersMarkFavourite, hisOrdersOffers, hisOrdersPlaceAll } from '@/kernel/api/sdk.gen'
import type { BasketIn, OfferOut, OrderIn, OrderSetOut, Urgency } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Dim,
  Field,
  NumberField,
  Picker,
  RefusalNote,
  Row,
  Select,
  showMoney,
} from '@/kernel/ui'
import { t } from '../text'
import { SaveSet, Sets } from './Sets'
import css from './visit-orders.module.css'

type Line = OrderIn & { name: string }
type Warning = { rule: string; code: string; key: string; says: { vi: string; en: string } }

const URGENCIES: Urgency[] = ['routine', 'urgent', 'stat']

function share(offer: OfferOut): string {
  const insured = Number(offer.insurer) > 0
  return [
    showMoney(offer.price),
    insured && t('patientPays', { amount: showMoney(offer.patient) }),
    !offer.in_scope && t('outOfScope'),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What will be ordered: found, weighed, and placed in one press. */
export function Basket({ encounterId }: { encounterId: string }) {
  const path = { encounter_id: encounterId }
  const [lines, setLines] = useState<Line[]>([])
  const [reasons, setReasons] = useState<Record<string, string>>({})
  const [open, setOpen] = useState<string>()
  const [urgency, setUrgency] = useState<Urgency | null>('routine')
  const place = useSubmit((body: BasketIn, headers) => hisOrdersPlaceAll({ path, body, headers }), {
    done: () => empty(),
  })
  const star = useSubmit((body: { service_code: string; on: boolean }, headers) =>
    hisOrdersMarkFavourite({ body, headers }),
  )
  const warnings =
    place.refusal?.error === 'OrdersNeedReason'
      ? ((place.refusal.facts.warnings ?? []) as Warning[]).filter(
          (each) => !each.code || lines.some((line) => line.service_code === each.code),
        )
      : []

  function empty() {
    setLines([])
    setReasons({})
    setOpen(undefined)
  }

  function add(offer: OfferOut | null) {
    if (!offer) return
    setLines((before) => [...before, { service_code: offer.code, name: offer.name, quantity: 1 }])
  }

  function addSet(chosen: OrderSetOut) {
    const more = (chosen.lines as (OrderIn & { name?: string })[]).map((each) => ({
      service_code: each.service_code,
      quantity: each.quantity ?? 1,
      urgency: each.urgency,
      indication: each.indication,
      note: each.note,
      name: each.name ?? each.service_code,
    }))
    setLines((before) => [...before, ...more])
  }

  function change(at: number, some: Partial<Line>) {
    setLines((before) => before.map((line, n) => (n === at ? { ...line, ...some } : line)))
  }

  function send() {
    const orders = lines.map(({ name: _, ...line }) => ({
      ...line,
      urgency: line.urgency && line.urgency !== 'routine' ? line.urgency : (urgency ?? 'routine'),
    }))
    place.submit({ orders, acknowledged: reasons })
  }

  const silent = warnings.some((each) => !(reasons[each.key] ?? '').trim())
  return (
    <div className={css.basket}>
      <Picker<OfferOut>
        label={t('add')}
        list={`orders.offers:${encounterId}`}
        from={0}
        value={null}
        onChange={add}
        keepOpen
        line={(offer) => ({
          key: offer.code,
          code: offer.favourite ? `★ ${offer.code}` : offer.code,
          name: offer.name,
          extra: share(offer),
        })}
        search={(q, signal) =>
          hisOrdersOffers({ path, query: { q }, signal }).then((answer) => answer.data.items)
        }
      />
      <Sets encounterId={encounterId} onChoose={addSet} />
      {lines.length > 0 && (
        <>
          <ul className={css.chosen}>
            {lines.map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same service may stand twice
              <li key={at}>
                <div className={css.line}>
                  <span className={css.name}>
                    {line.name}
                    {(line.quantity ?? 1) > 1 && ` × ${line.quantity}`}
                  </span>
                  <Button
                    small
                    quiet
                    onClick={() => setOpen(open === `${at}` ? undefined : `${at}`)}
                  >
                    {t('note')}
                  </Button>
                  <Button
                    small
                    quiet
                    onClick={() => star.submit({ service_code: line.service_code, on: true })}
                  >
                    ★
                  </Button>
                  <Button
                    small
                    quiet
                    onClick={() => setLines((before) => before.filter((_, n) => n !== at))}
                  >
                    {t('drop')}
                  </Button>
                </div>
                {open === `${at}` && (
                  <Row columns={2}>
                    <NumberField
                      label={t('quantity')}
                      name={`quantity-${at}`}
                      least={1}
                      most={100}
                      value={line.quantity ?? 1}
                      onChange={(quantity) => change(at, { quantity: quantity ?? 1 })}
                    />
                    <Field
                      label={t('note')}
                      name={`note-${at}`}
                      most={500}
                      value={line.note ?? ''}
                      onChange={(note) => change(at, { note })}
                    />
                    <Field
                      label={t('indication')}
                      name={`indication-${at}`}
                      most={500}
                      value={line.indication ?? ''}
                      onChange={(indication) => change(at, { indication })}
                    />
                  </Row>
                )}
              </li>
            ))}
          </ul>
          <Select
            label={t('urgency')}
            value={urgency}
            onChange={setUrgency}
            choices={URGENCIES.map((value) => ({ value, label: t(value) }))}
          />
          {warnings.length > 0 && (
            <Alert weight="warning">
              {t('needReason')}
              {warnings.map((each) => (
                <Field
                  key={each.key}
                  label={say(each.says)}
                  name={each.key}
                  required
                  most={500}
                  value={reasons[each.key] ?? ''}
                  onChange={(reason) => setReasons((all) => ({ ...all, [each.key]: reason }))}
                />
              ))}
            </Alert>
          )}
          {warnings.length === 0 && <RefusalNote of={place.refusal} />}
          <Row>
            <Button primary hotkey="F4" busy={place.busy} off={silent} onClick={send}>
              {t('placeAll', { n: lines.length })}
            </Button>
            <Button quiet onClick={empty}>
              {t('emptyBasket')}
            </Button>
            <SaveSet lines={lines.map(({ name: _, ...line }) => line)} />
          </Row>
        </>
      )}
      {lines.length === 0 && place.done && <Dim>✓</Dim>}
    </div>
  )
}
