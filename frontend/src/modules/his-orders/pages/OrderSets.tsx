import { useState } from 'react'
import { hisOrdersAllSets } from '@/kernel/api/sdk.gen'
import type { OrderSetOut, SetScope } from '@/kernel/api/types.gen'
import { Button, Page, Status, Worklist } from '@/kernel/ui'
import { type SetLine, SetPanel } from '../parts/SetPanel'
import { s } from '../textSets'

const SCOPES: SetScope[] = ['own', 'department', 'facility']

/** Bundles of orders: one's own and the house's, in use and out of use. */
export function OrderSets() {
  const [open, setOpen] = useState<OrderSetOut | 'new'>()
  return (
    <Page
      title={s('sets')}
      actions={
        <Button primary onClick={() => setOpen('new')}>
          {s('newSet')}
        </Button>
      }
    >
      <Worklist<OrderSetOut>
        list="his.orders.sets"
        label={s('sets')}
        empty={s('noSets')}
        load={(asked, signal) =>
          hisOrdersAllSets({
            query: {
              q: (asked.q as string) ?? '',
              scope: (asked.scope as SetScope) || undefined,
              ended: asked.state ? asked.state === 'ended' : undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((answer) => answer.data)
        }
        filters={[
          {
            name: 'state',
            label: s('state'),
            start: 'used',
            choices: [
              { value: 'used', label: s('used') },
              { value: 'ended', label: s('ended') },
            ],
          },
          {
            name: 'scope',
            label: s('scope'),
            choices: SCOPES.map((value) => ({ value, label: s(value) })),
          },
          { name: 'q', label: s('find'), kind: 'text' },
        ]}
        keyOf={(row) => row.id}
        onOpen={setOpen}
        toneOf={(row) => (row.active ? undefined : 'dim')}
        columns={[
          { head: s('name'), show: (row) => row.name, phone: 'title' },
          {
            head: s('scope'),
            show: (row) => (
              <Status tone={row.mine ? 'blue' : 'grey'}>{row.department || s(row.scope)}</Status>
            ),
            width: '1%',
            nowrap: true,
          },
          {
            head: s('services'),
            show: (row) =>
              (row.lines as SetLine[]).map((line) => line.name ?? line.service_code).join(', '),
          },
          { head: 'ICD-10', show: (row) => row.icd.join(', '), nowrap: true },
        ]}
      />
      {open && (
        <SetPanel
          key={open === 'new' ? 'new' : open.id}
          of={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  )
}
