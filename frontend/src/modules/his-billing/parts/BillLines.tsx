import type { BillOut, ChargeOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Money, Panel, Row, Status, Table, Why } from '@/kernel/ui'
import { t } from '../text'
import css from './billing.module.css'

/** What the visit costs, line by line, each with why. */
export function BillLines({ bill }: { bill: BillOut }) {
  const { sums } = bill
  return (
    <Panel title={t('line')} flush>
      <Table<ChargeOut>
        label={t('line')}
        rows={bill.charges}
        keyOf={(row) => row.id}
        toneOf={(row) => (row.state === 'withdrawn' ? 'dim' : undefined)}
        columns={[
          { head: t('line'), show: (row) => <Item of={row} />, phone: 'title' },
          {
            head: t('quantity'),
            show: (row) => plain(row.quantity),
            align: 'right',
            width: '1%',
          },
          { head: t('price'), show: (row) => <Money of={row.unit_price} />, align: 'right' },
          { head: t('gross'), show: (row) => <Money of={row.gross} />, align: 'right' },
          { head: t('insurer'), show: (row) => <Money of={row.insurer} />, align: 'right' },
          {
            head: t('patientPart'),
            show: (row) => <Money of={row.patient} strong />,
            align: 'right',
          },
          { head: t('why'), show: (row) => <WhyThis of={row} />, width: '1%' },
        ]}
      />
      <div className={css.sums}>
        <span>
          {t('gross')} <Money of={sums.gross} />
        </span>
        <span>
          {t('insurer')} <Money of={sums.insurer} />
        </span>
        <span>
          {t('copay')} <Money of={sums.copay} />
        </span>
        <span>
          {t('own')} <Money of={sums.own} />
        </span>
        {Number(sums.other) > 0 && (
          <span>
            {t('other')} <Money of={sums.other} />
          </span>
        )}
        {Number(sums.discount) > 0 && (
          <span>
            {t('discount')} <Money of={sums.discount} />
          </span>
        )}
        <span>
          {t('patientPart')} <Money of={sums.patient} strong />
        </span>
      </div>
    </Panel>
  )
}

function Item({ of: row }: { of: ChargeOut }) {
  const part = row.state !== 'withdrawn' && row.quantity !== row.ordered
  return (
    <Row>
      {row.name}
      {row.state === 'invoiced' && <Status tone="green">{t('invoiced')}</Status>}
      {row.state === 'withdrawn' && <Status tone="grey">{t('withdrawn')}</Status>}
      {part && (
        <Status tone="amber">
          {t('partWithdrawn', { n: plain(row.quantity), of: plain(row.ordered) })}
        </Status>
      )}
    </Row>
  )
}

function WhyThis({ of: row }: { of: ChargeOut }) {
  if (row.why.length === 0) return <Dim>–</Dim>
  return (
    <Why
      rule={row.why.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences in their order
        <p key={at}>{say(each)}</p>
      ))}
    />
  )
}

/** `2.0000` reads `2`. */
export function plain(quantity: string): string {
  return quantity.includes('.') ? quantity.replace(/\.?0+$/, '').replace('.', ',') : quantity
}
