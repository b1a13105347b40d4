import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { hisPrescribingTablesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPrescribingApprove, hisPrescribingWithdraw } from '@/kernel/api/sdk.gen'
import type { KnowledgeTableOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Awaited, Button, Dim, RefusalNote, Stack, Status, Table } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { s } from '../safetyText'

/** The tables behind the alerts, each with who vouches for it as it stands. */
export function Tables() {
  const found = useQuery(hisPrescribingTablesOptions())
  const mayApprove = useMay('his.prescribing.knowledge.approve')
  const approve = useSubmit((list_id: string, headers) =>
    hisPrescribingApprove({ path: { list_id }, body: {}, headers }),
  )
  const withdraw = useSubmit((list_id: string, headers) =>
    hisPrescribingWithdraw({ path: { list_id }, headers }),
  )
  return (
    <Stack>
      <Alert weight="info">{s('tablesNote')}</Alert>
      <RefusalNote of={approve.refusal ?? withdraw.refusal} />
      <Awaited of={found}>
        {({ items }) => (
          <Table<KnowledgeTableOut>
            label={s('tables')}
            rows={items}
            keyOf={(row) => row.list_id}
            columns={[
              {
                head: s('table'),
                show: (row) => (
                  <Link to={`/catalogs/${row.list_id}` as never}>{say(row.title)}</Link>
                ),
                phone: 'title',
              },
              { head: s('rows'), show: (row) => row.rows, align: 'right' },
              { head: s('source'), show: (row) => <Dim>{row.source}</Dim>, phone: 'hide' },
              { head: s('approved'), show: standing },
            ]}
            actions={
              mayApprove
                ? (row) =>
                    row.rows === 0 ? null : row.approved ? (
                      <Button small quiet onClick={() => withdraw.submit(row.list_id)}>
                        {s('withdraw')}
                      </Button>
                    ) : (
                      <Button small onClick={() => approve.submit(row.list_id)}>
                        {s('approve')}
                      </Button>
                    )
                : undefined
            }
          />
        )}
      </Awaited>
    </Stack>
  )
}

function standing(row: KnowledgeTableOut) {
  if (row.rows === 0) return <Status tone="grey">{s('none')}</Status>
  if (row.approved) {
    return (
      <>
        <Status tone="green">{s('approved')}</Status>{' '}
        <Dim>
          {row.approved_by_name} {row.approved_at && showInstant(row.approved_at)}
        </Dim>
      </>
    )
  }
  return <Status tone="amber">{s(row.changed_since ? 'changedSince' : 'notApproved')}</Status>
}
