import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisBillingWaiting } from '@/kernel/api/sdk.gen'
import type { BillListed } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Button, Dim, Money, Page, Worklist } from '@/kernel/ui'
import { DepositPanel } from '../parts/DepositPanel'
import { PAYER, VISIT } from '../parts/words'
import { t } from '../text'

/** Whose money lies here, and taking more of it: before the first charge too. */
export function Deposits() {
  const navigate = useNavigate()
  const [taking, setTaking] = useState(false)
  return (
    <Page
      title={t('depositsHeld')}
      actions={
        <Button primary hotkey="F2" onClick={() => setTaking(true)}>
          {t('depositTitle')}
        </Button>
      }
    >
      <Worklist<BillListed>
        list="his.billing.deposits"
        label={t('depositsHeld')}
        live={['bills']}
        load={(asked, signal) =>
          hisBillingWaiting({
            query: {
              q: (asked.q as string) ?? '',
              state: 'deposit',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.encounter_id}
        filters={[{ name: 'q', label: t('find'), kind: 'text' }]}
        empty={t('noDeposits')}
        columns={[
          {
            head: t('patient'),
            show: (row) => (
              <>
                {row.patient.name} <Dim>{say(row.patient.age)}</Dim>
              </>
            ),
            phone: 'title',
          },
          { head: t('visit'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('payer'), show: (row) => PAYER(row.payer), width: '1%', nowrap: true },
          { head: t('state'), show: (row) => <Dim>{VISIT(row.visit_state)}</Dim> },
          {
            head: t('due'),
            show: (row) => <Money of={row.due} />,
            align: 'right',
            nowrap: true,
          },
          {
            head: t('held'),
            show: (row) => <Money of={row.deposit} strong />,
            align: 'right',
            nowrap: true,
          },
        ]}
        onOpen={(row) => navigate({ to: `/billing/${row.encounter_id}` })}
      />
      {taking && <DepositPanel onClose={() => setTaking(false)} />}
    </Page>
  )
}
