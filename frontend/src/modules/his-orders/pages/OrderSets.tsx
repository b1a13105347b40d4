import { hisOrdersAllSets } from '@/kernel/api/sdk.gen'
import type { OrderSetOut, SetScope } from '@/kernel/api/types.gen'
import { Status } from '@/kernel/ui'
import { KeptList } from '../parts/KeptList'
import { type SetLine, SetPanel } from '../parts/SetPanel'
import { s } from '../textSets'

const SCOPES: SetScope[] = ['own', 'department', 'facility']

/** Bundles of orders: one's own and the house's, in use and out of use. */
export function OrderSets() {
  return (
    <KeptList<OrderSetOut>
      list="his.orders.sets"
      title={s('sets')}
      add={s('newSet')}
      empty={s('noSets')}
      load={(asked, more, signal) =>
        hisOrdersAllSets({
          query: { ...asked, scope: (more.scope as SetScope) || undefined },
          signal,
        }).then((answer) => answer.data)
      }
      filter={{
        name: 'scope',
        label: s('scope'),
        choices: SCOPES.map((value) => ({ value, label: s(value) })),
      }}
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
      panel={(of, onClose) => <SetPanel key={of?.id ?? 'new'} of={of} onClose={onClose} />}
    />
  )
}
