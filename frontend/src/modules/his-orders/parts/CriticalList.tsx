import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisOrdersCritical } from '@/kernel/api/sdk.gen'
import type { CriticalAlarmOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, type Column, Dim, Panel, Row, Status, Waiting, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { c } from '../textCritical'
import { Acknowledge, Calling } from './Acknowledge'

const COLUMNS: Column<CriticalAlarmOut>[] = [
  { head: c('patient'), show: (row) => row.patient_name, phone: 'title', nowrap: true },
  { head: c('service'), show: (row) => row.service_name },
  { head: c('value'), show: (row) => <strong>{row.says.replaceAll('\n', '; ')}</strong> },
  {
    head: c('state'),
    show: (row) =>
      row.overdue ? (
        <Status tone="red">{c('overdue')}</Status>
      ) : (
        <Status tone="amber">{c('waits')}</Status>
      ),
    width: '1%',
    nowrap: true,
  },
  {
    head: c('since'),
    show: (row) => <Waiting since={row.at} amber={0} red={row.overdue ? 0 : 1_000_000} />,
    width: '1%',
    nowrap: true,
  },
  { head: c('orderer'), show: (row) => `${row.doctor_name}, ${row.room_code}` },
  {
    head: c('phone'),
    show: (row) =>
      row.called_at ? (
        <Dim>
          {c('called', {
            at: showInstant(row.called_at, 'time'),
            by: row.called_by_name,
            note: row.called_note,
          })}
        </Dim>
      ) : (
        '—'
      ),
  },
]

/** What nobody has acknowledged: the late ones in red, to be told by telephone. */
export function CriticalList() {
  const mayCall = useMay('his.orders.order.perform')
  const mayAnswer = useMay('his.orders.critical.acknowledge')
  const navigate = useNavigate()
  const [calling, setCalling] = useState<CriticalAlarmOut>()
  const [answering, setAnswering] = useState<CriticalAlarmOut>()
  return (
    <>
      <Panel title={c('waiting')} flush>
        <Worklist<CriticalAlarmOut>
          list="his.orders.critical"
          label={c('waiting')}
          live={['critical']}
          empty={c('none')}
          load={({ after, limit }, signal) =>
            hisOrdersCritical({ query: { after, limit }, signal }).then((answer) => answer.data)
          }
          keyOf={(row) => row.id}
          columns={COLUMNS}
          toneOf={(row) => (row.overdue ? 'red' : 'amber')}
          onOpen={(row) => navigate({ to: `/results/${row.order_id}` })}
          actions={(row) => (
            <Row>
              {mayCall && (
                <Button small onClick={() => setCalling(row)}>
                  {c('call')}
                </Button>
              )}
              {mayAnswer && (
                <Button small onClick={() => setAnswering(row)}>
                  {c('acknowledge')}
                </Button>
              )}
            </Row>
          )}
        />
      </Panel>
      {calling && <Calling alarm={calling} onClose={() => setCalling(undefined)} />}
      {answering && <Acknowledge alarm={answering} onClose={() => setAnswering(undefined)} />}
    </>
  )
}
