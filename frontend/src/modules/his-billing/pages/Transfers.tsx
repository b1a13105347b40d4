import { useState } from 'react'
import { hisBillingNotices, hisBillingResolve } from '@/kernel/api/sdk.gen'
import type { BankNoticeOut, BankNoticeResolveIn, BankNoticeState } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Dim,
  Facts,
  Field,
  Form,
  Money,
  Page,
  SidePanel,
  Stack,
  Status,
  showMoney,
  Time,
  Worklist,
} from '@/kernel/ui'
import { Account } from '../parts/Account'
import { t } from '../text'

const STATES: BankNoticeState[] = ['unmatched', 'matched', 'resolved']
const TONE = { matched: 'green', unmatched: 'amber', resolved: 'grey' } as const

/** What the bank told, and what a person has to look at. */
export function Transfers() {
  const mayReconcile = useMay('his.billing.transfer.reconcile')
  const maySet = useMay('his.billing.bank.set')
  const [open, setOpen] = useState<BankNoticeOut>()
  return (
    <Page title={t('transfersTitle')}>
      <Stack>
        {maySet && <Account />}
        {mayReconcile && (
          <Worklist<BankNoticeOut>
            list="his.billing.notices"
            label={t('notices')}
            live={['notices']}
            load={(asked, signal) =>
              hisBillingNotices({
                query: {
                  state: (asked.state as BankNoticeState) || undefined,
                  after: asked.after,
                  limit: asked.limit,
                },
                signal,
              }).then((r) => r.data)
            }
            keyOf={(row) => row.id}
            empty={t('noNotices')}
            filters={[
              {
                name: 'state',
                label: t('state'),
                choices: STATES.map((value) => ({ value, label: t(value) })),
              },
            ]}
            columns={[
              { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
              { head: t('content'), show: (row) => row.content, phone: 'title' },
              { head: t('transaction'), show: (row) => <Dim>{row.transaction_id}</Dim> },
              {
                head: t('state'),
                show: (row) => (
                  <>
                    <Status tone={TONE[row.state]}>{t(row.state)}</Status>{' '}
                    {row.trouble && <Dim>{t(row.trouble)}</Dim>} <Dim>{row.resolution}</Dim>
                  </>
                ),
              },
              {
                head: t('amount'),
                show: (row) => <Money of={row.amount} strong />,
                align: 'right',
                nowrap: true,
              },
            ]}
            actions={(row) =>
              row.state === 'unmatched' && (
                <Button small onClick={() => setOpen(row)}>
                  {t('resolve')}
                </Button>
              )
            }
          />
        )}
      </Stack>
      {open && <Resolve key={open.id} of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function Resolve({ of: notice, onClose }: { of: BankNoticeOut; onClose: () => void }) {
  const form = useForm({ visit: codeIn(notice.content), reason: '' })
  const resolve = useSubmit(
    (body: BankNoticeResolveIn, headers) =>
      hisBillingResolve({ path: { notice_id: notice.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel
      open
      title={t('resolveTitle', { amount: showMoney(notice.amount) })}
      onClose={onClose}
    >
      <Facts
        of={[
          { label: t('content'), value: notice.content },
          { label: t('transaction'), value: notice.transaction_id },
        ]}
      />
      <Form
        form={form}
        submit={resolve}
        onSubmit={(values) => resolve.submit(values)}
        actions={
          <Button primary submit hotkey="F9" busy={resolve.busy}>
            {t('resolve')}
          </Button>
        }
      >
        <Field label={t('resolveVisit')} hint={t('resolveHint')} {...form.bind('visit')} />
        <Field label={t('reason')} required lines={2} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}

/** The visit's code, where the text has one: shown for the person to judge, never taken by itself. */
export function codeIn(content: string): string {
  return /LK\d{9}/.exec(content.toUpperCase().replace(/[\s.-]/g, ''))?.[0] ?? ''
}
