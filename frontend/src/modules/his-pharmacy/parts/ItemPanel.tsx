import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisPharmacyItemLotsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPharmacyAddPack, hisPharmacyChangeItem } from '@/kernel/api/sdk.gen'
import type {
  ItemChange,
  LotOut,
  StockItemLine,
  StockItemOut,
  StockPackIn,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Dim,
  Field,
  Form,
  NumberField,
  Panel,
  Row,
  Select,
  SidePanel,
  Stack,
  Status,
  showMoney,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { LotActs } from './LotActs'
import css from './pharmacy.module.css'
import { show } from './quantity'

/** An item: its lots everywhere, its packs, its limits. */
export function ItemPanel({ item, onClose }: { item: StockItemLine; onClose: () => void }) {
  const maySetUp = useMay('his.pharmacy.item.set_up')
  const found = useQuery(hisPharmacyItemLotsOptions({ path: { item_id: item.id } }))
  const [lot, setLot] = useState<LotOut>()
  if (lot) return <LotActs item={item} lot={lot} onClose={onClose} />
  return (
    <SidePanel open title={item.name} onClose={onClose}>
      <Stack>
        <Link to="/pharmacy/reports" search={{ report: 'card', item: item.id } as never}>
          {t('card')}
        </Link>
        <Awaited of={found} rows={4}>
          {({ item: fresh, lots }) => (
            <>
              <Panel title={t('lots')} flush>
                <ol className={css.lines}>
                  {lots.map((each) => (
                    <li key={`${each.store_id}${each.lot_id}`}>
                      <div>
                        <b>{each.number}</b> · {showDate(each.expiry)}{' '}
                        {each.recalled ? (
                          <Status tone="red">{t('recalled')}</Status>
                        ) : each.expired ? (
                          <Status tone="red">{t('expired')}</Status>
                        ) : null}
                        <div>
                          <Dim>
                            {each.store_name} · {t('bought')} {showMoney(each.unit_price)}
                            {each.supplier_name && ` · ${each.supplier_name}`}
                          </Dim>
                        </div>
                        <Dim>{[each.registration, each.tender].filter(Boolean).join(' · ')}</Dim>
                      </div>
                      <div className={css.howMuch}>
                        <b>
                          {show(each.quantity)} {item.unit}
                        </b>
                        <Button small quiet onClick={() => setLot(each)}>
                          {t('acts')}
                        </Button>
                      </div>
                    </li>
                  ))}
                </ol>
              </Panel>
              {maySetUp && <Packs item={fresh} />}
              {maySetUp && <Limits item={fresh} onDone={onClose} />}
            </>
          )}
        </Awaited>
      </Stack>
    </SidePanel>
  )
}

function Packs({ item }: { item: StockItemOut }) {
  const form = useForm({ name: '', factor: null as number | null, gtin: '' })
  const save = useSubmit(
    (body: StockPackIn, headers) =>
      hisPharmacyAddPack({ path: { item_id: item.id }, body, headers }),
    { done: () => form.reset() },
  )
  return (
    <Panel title={t('packs')}>
      <Stack>
        {item.packs.map((pack) => (
          <div key={pack.name}>
            {pack.name} = {show(pack.factor)} {item.unit} <Dim>{pack.gtin}</Dim>
          </div>
        ))}
        <Form
          form={form}
          submit={save}
          onSubmit={(v) => save.submit({ ...v, factor: String(v.factor ?? 0) })}
          actions={
            <Button submit small busy={save.busy}>
              {t('addPack')}
            </Button>
          }
        >
          <Row columns={2}>
            <Field label={t('packName')} required most={40} {...form.bind('name')} />
            <NumberField
              label={t('factor', { unit: item.unit })}
              required
              decimals={2}
              {...form.bind('factor')}
            />
          </Row>
          <Field label={t('gtin')} most={14} keyboard="numeric" {...form.bind('gtin')} />
        </Form>
      </Stack>
    </Panel>
  )
}

function Limits({ item, onDone }: { item: StockItemOut; onDone: () => void }) {
  const number = (text: string | null) => (text === null ? null : Number(text))
  const form = useForm({
    minimum: number(item.minimum),
    maximum: number(item.maximum),
    place: item.place,
    look_alike: item.look_alike,
    ven: item.ven || null,
    registration: item.registration,
  })
  const save = useSubmit(
    (body: ItemChange, headers) =>
      hisPharmacyChangeItem({ path: { item_id: item.id }, body, headers }),
    { done: onDone },
  )
  const text = (value: number | null) => (value === null ? null : String(value))
  return (
    <Panel title={`${t('minimum')}, ${t('place')}`}>
      <Form
        form={form}
        submit={save}
        onSubmit={(v) =>
          save.submit({
            ...v,
            version: item.version,
            minimum: text(v.minimum),
            maximum: text(v.maximum),
            ven: v.ven ?? '',
          })
        }
        actions={
          <Button submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Row columns={2}>
          <NumberField label={t('minimum')} unit={item.unit} {...form.bind('minimum')} />
          <NumberField label={t('maximum')} unit={item.unit} {...form.bind('maximum')} />
          <Field label={t('place')} most={80} {...form.bind('place')} />
          <Select
            label={t('ven')}
            choices={['V', 'E', 'N'].map((value) => ({ value, label: value }))}
            {...form.bind('ven')}
          />
        </Row>
        <Field label={t('lookAlikeField')} most={300} {...form.bind('look_alike')} />
        <Field label={t('registration')} most={80} {...form.bind('registration')} />
      </Form>
    </Panel>
  )
}
