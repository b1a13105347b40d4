import { useState } from 'react'
import type { BillTenderIn, PaymentMethod } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import type { Submit } from '@/kernel/submit'
import {
  Button,
  Check,
  Dim,
  Facts,
  Field,
  NumberField,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
  showMoney,
} from '@/kernel/ui'
import { t } from '../text'
import { dong, METHOD } from './words'

type Draft = {
  method: PaymentMethod
  amount: number | null
  tendered: number | null
  reference: string
}
type Asked = { tenders: BillTenderIn[]; owing?: boolean }

/** Cash with change, card, deposit, several together, or a part that is owed. */
export function TendersPanel(props: {
  due: string
  deposit: string
  isDebt: boolean
  act: Submit<Asked, unknown>
  onClose: () => void
}) {
  const { deposit, act } = props
  const due = Math.round(Number(props.due))
  const held = Math.floor(Number(deposit))
  const [drafts, setDrafts] = useState<Draft[]>(() => first(due, held))
  const [owing, setOwing] = useState(false)
  const mayOwe = useMay('his.billing.debt.allow')
  const given = drafts.reduce((sum, each) => sum + (each.amount ?? 0), 0)
  const missing = due - given
  const put = (at: number, some: Partial<Draft>) =>
    setDrafts((all) => all.map((each, n) => (n === at ? { ...each, ...some } : each)))
  const methods: PaymentMethod[] = held > 0 ? ['cash', 'card', 'deposit'] : ['cash', 'card']
  return (
    <SidePanel open title={t('otherWays')} onClose={props.onClose}>
      {drafts.map((draft, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a short list that only grows
        <Stack key={at}>
          <Select
            label={t('method')}
            value={draft.method}
            choices={methods.map((value) => ({ value, label: METHOD(value) }))}
            onChange={(value) => put(at, { method: (value ?? 'cash') as PaymentMethod })}
          />
          <NumberField
            label={t('amount')}
            least={0}
            autoFocus={at === 0}
            value={draft.amount}
            onChange={(amount) => put(at, { amount })}
          />
          {draft.method === 'cash' && (
            <>
              <NumberField
                label={t('tendered')}
                least={0}
                value={draft.tendered}
                onChange={(tendered) => put(at, { tendered })}
              />
              {(draft.tendered ?? 0) > (draft.amount ?? 0) && (
                <Facts
                  of={[
                    {
                      label: t('change'),
                      value: showMoney((draft.tendered ?? 0) - (draft.amount ?? 0)),
                    },
                  ]}
                />
              )}
            </>
          )}
          {draft.method === 'card' && (
            <Field
              label={t('reference')}
              value={draft.reference}
              onChange={(reference) => put(at, { reference })}
            />
          )}
        </Stack>
      ))}
      <Button
        quiet
        small
        onClick={() => setDrafts((all) => [...all, empty('card', Math.max(missing, 0))])}
      >
        {t('addTender')}
      </Button>
      {missing > 0 && <Dim>{`${t('left')} ${showMoney(missing)}`}</Dim>}
      {missing > 0 && mayOwe && !props.isDebt && (
        <Check label={t('owing')} value={owing} onChange={setOwing} />
      )}
      <RefusalNote of={act.refusal} />
      <Button
        primary
        hotkey="F9"
        busy={act.busy}
        off={given <= 0 && !owing}
        onClick={() => act.submit({ tenders: sent(drafts), owing })}
      >
        {t('take')}
      </Button>
    </SidePanel>
  )
}

function empty(method: PaymentMethod, amount: number): Draft {
  return { method, amount, tendered: null, reference: '' }
}

/** The deposit first, the rest in cash. */
export function first(due: number, held: number): Draft[] {
  const used = Math.min(due, held)
  const rest = due - used
  return [...(used > 0 ? [empty('deposit', used)] : []), ...(rest > 0 ? [empty('cash', rest)] : [])]
}

function sent(drafts: Draft[]): BillTenderIn[] {
  return drafts
    .filter((each) => (each.amount ?? 0) > 0)
    .map((each) => ({
      method: each.method,
      amount: dong(each.amount),
      tendered: each.method === 'cash' && each.tendered !== null ? dong(each.tendered) : undefined,
      reference: each.reference,
    }))
}
