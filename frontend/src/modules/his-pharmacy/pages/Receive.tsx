import { useState } from 'react'
import { hisCatalogsEntries, hisCatalogsSearch, hisPharmacyReceive } from '@/kernel/api/sdk.gen'
import type { EntryOut, StockReceiptIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Check,
  DateField,
  Dim,
  Field,
  Panel,
  Picker,
  RefusalNote,
  Row,
  Select,
  Stack,
  showMoney,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { DeliveryLine, type Entered } from '../parts/DeliveryLine'
import css from '../parts/pharmacy.module.css'
import { show } from '../parts/quantity'
import { StockPage } from '../parts/StockPage'
import { useStores } from '../parts/useStores'
import { t } from '../text'

type Values = {
  store: string | null
  supplier: EntryOut | null
  invoice: string
  date: string | null
  further: boolean
  lines: Entered[]
}

const SUPPLIERS = { list_id: 'supplier' }

const EMPTY: Values = {
  store: null,
  supplier: null,
  invoice: '',
  date: null,
  further: false,
  lines: [],
}

/** A delivery: the invoice once, then a scan and two numbers a line. */
export function Receive() {
  const { choices, main } = useStores()
  const form = useForm<Values>(EMPTY, { draft: 'his.pharmacy.receive' })
  const [done, setDone] = useState('')
  const { values } = form
  const store = values.store ?? main?.id ?? null
  const save = useSubmit((body: StockReceiptIn, headers) => hisPharmacyReceive({ body, headers }), {
    done: (paper) => {
      form.reset()
      setDone(t(paper.state === 'posted' ? 'posted' : 'waitsCheck', { code: paper.code }))
    },
  })
  function post() {
    if (!store) return
    save.submit({
      store_id: store,
      supplier_code: values.supplier?.code ?? '',
      invoice_no: values.invoice.trim(),
      invoice_date: values.date,
      further: values.further,
      lines: values.lines.map(({ item: _item, base: _base, ...line }) => line),
    })
  }
  return (
    <StockPage title={t('receive')}>
      <Stack>
        {done && <Alert weight="info">{done}</Alert>}
        <Panel>
          <Row columns={4}>
            <Select
              label={t('storeIn')}
              required
              choices={choices}
              {...form.bind('store')}
              value={store}
            />
            <Picker<EntryOut>
              label={t('supplier')}
              list="supplier"
              from={0}
              line={(each) => ({ key: each.code, code: each.code, name: each.name })}
              search={(text, signal) =>
                (text
                  ? hisCatalogsSearch({ path: SUPPLIERS, query: { q: text }, signal })
                  : hisCatalogsEntries({ path: SUPPLIERS, query: { limit: 20 }, signal })
                ).then((answer) => answer.data.items)
              }
              {...form.bind('supplier')}
            />
            <Field label={t('invoice')} most={60} {...form.bind('invoice')} />
            <DateField label={t('invoiceDate')} past {...form.bind('date')} />
          </Row>
        </Panel>
        <Panel title={t('addLine')}>
          <DeliveryLine
            onAdd={(line) => {
              setDone('')
              form.set('lines', [...values.lines, line])
            }}
          />
        </Panel>
        <Panel title={t('lines')} flush>
          <Lines
            lines={values.lines}
            onRemove={(at) =>
              form.set(
                'lines',
                values.lines.filter((_, n) => n !== at),
              )
            }
          />
        </Panel>
        <RefusalNote of={save.refusal} />
        {save.refusal?.error === 'InvoiceKnown' && (
          <Check label={t('further')} {...form.bind('further')} />
        )}
        <Row>
          <Button
            primary
            hotkey="F9"
            busy={save.busy}
            off={!store || values.lines.length === 0}
            onClick={post}
          >
            {t('post')}
          </Button>
        </Row>
      </Stack>
    </StockPage>
  )
}

function Lines({ lines, onRemove }: { lines: Entered[]; onRemove: (at: number) => void }) {
  if (lines.length === 0) {
    return (
      <div className={css.none}>
        <Dim>{t('noLines')}</Dim>
      </div>
    )
  }
  const total = lines.reduce(
    (so, each) =>
      so + Math.round(Number(each.quantity) * Number(each.price) * (100 + Number(each.vat))),
    0,
  )
  return (
    <div className={css.scroll}>
      <table className={css.table} aria-label={t('lines')}>
        <thead>
          <tr>
            <th>{t('item')}</th>
            <th>{t('lot')}</th>
            <th>{t('expiry')}</th>
            <th data-right>{t('quantity')}</th>
            <th data-right>{t('price')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {lines.map((each, at) => (
            <tr key={`${each.item_id}${each.lot_number}${each.unit}`}>
              <td>{each.item.name}</td>
              <td>{each.lot_number}</td>
              <td>{showDate(each.expiry)}</td>
              <td data-right>
                {show(String(each.quantity))} {each.unit}
                {each.unit !== each.item.unit && (
                  <div>
                    <Dim>{t('equals', { n: show(each.base), unit: each.item.unit })}</Dim>
                  </div>
                )}
              </td>
              <td data-right>{showMoney(each.price ?? '0')}</td>
              <td data-right>
                <Button small quiet onClick={() => onRemove(at)}>
                  {t('remove')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={4}>{t('total')}</td>
            <td data-right>{showMoney((total / 100).toFixed(2))}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
