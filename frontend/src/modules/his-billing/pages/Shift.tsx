import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisBillingCurrentShiftOptions,
  hisBillingCurrentShiftQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisBillingMyShifts, hisBillingPrintShift } from '@/kernel/api/sdk.gen'
import type { CashShiftBalance, CashShiftOut, TakenOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import {
  Button,
  Facts,
  Money,
  Page,
  Panel,
  PrintButton,
  Stack,
  Table,
  Time,
  Worklist,
} from '@/kernel/ui'
import css from '../parts/billing.module.css'
import { CashUp } from '../parts/CashUp'
import { ClosedAt } from '../parts/ClosedAt'
import { MoveCash } from '../parts/MoveCash'
import { OpenShift } from '../parts/OpenShift'
import { METHOD } from '../parts/words'
import { t } from '../text'

/** The cashier's own shift: what should be in the drawer, counting it, handing it over. */
export function Shift() {
  const current = useQuery(hisBillingCurrentShiftOptions())
  useLive(['shifts', 'bills'], [hisBillingCurrentShiftQueryKey()])
  const shift = current.data?.shift
  return (
    <Page title={t('shift')}>
      <Stack>
        {current.data && !shift && <OpenShift />}
        {shift && <Now shift={shift} />}
        <Panel title={t('earlier')} flush>
          <Worklist<CashShiftOut>
            list="his.billing.myShifts"
            label={t('earlier')}
            live={['shifts']}
            load={(asked, signal) =>
              hisBillingMyShifts({
                query: { after: asked.after, limit: asked.limit },
                signal,
              }).then((r) => r.data)
            }
            keyOf={(row) => row.id}
            columns={[
              { head: t('shiftCode'), show: (row) => row.code, phone: 'title' },
              { head: t('opened'), show: (row) => <Time at={row.opened_at} /> },
              { head: t('closed'), show: (row) => <ClosedAt of={row} /> },
              {
                head: t('difference'),
                show: (row) => row.difference && <Money of={row.difference} />,
                align: 'right',
              },
              { head: t('accepted'), show: (row) => row.accepted_by_name },
            ]}
            actions={(row) => (
              <PrintButton small hotkey={null} pdf={() => paper(row.id)}>
                {t('printShift')}
              </PrintButton>
            )}
          />
        </Panel>
      </Stack>
    </Page>
  )
}

function paper(id: string): Promise<Blob> {
  return hisBillingPrintShift({ path: { shift_id: id }, parseAs: 'blob' }).then(
    (r) => r.data as Blob,
  )
}

function Now({ shift }: { shift: CashShiftBalance }) {
  const [open, setOpen] = useState<'count' | 'move'>()
  return (
    <Panel
      title={`${t('myShift')} ${shift.code}`}
      actions={
        <span className={css.both}>
          <Button small onClick={() => setOpen('move')}>
            {t('moveCash')}
          </Button>
          <Button small primary hotkey="F9" onClick={() => setOpen('count')}>
            {t('cashUp')}
          </Button>
        </span>
      }
    >
      <Stack>
        <Facts
          of={[
            { label: t('opened'), value: <Time at={shift.opened_at} /> },
            { label: t('opening'), value: <Money of={shift.opening} /> },
            { label: t('moved'), value: <Money of={shift.moved} /> },
            { label: t('inDrawer'), value: <Money of={shift.expected_now} strong /> },
            { label: t('invoices'), value: shift.invoices },
          ]}
        />
        <Table<TakenOut>
          label={t('method')}
          rows={shift.taken}
          keyOf={(row) => row.method}
          columns={[
            { head: t('method'), show: (row) => METHOD(row.method), phone: 'title' },
            { head: t('times'), show: (row) => row.count, align: 'right' },
            { head: t('came'), show: (row) => <Money of={row.came} />, align: 'right' },
            { head: t('went'), show: (row) => <Money of={row.went} />, align: 'right' },
          ]}
        />
      </Stack>
      {open === 'count' && <CashUp shift={shift} onClose={() => setOpen(undefined)} />}
      {open === 'move' && <MoveCash onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
