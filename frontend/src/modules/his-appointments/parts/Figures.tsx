import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAppointmentsFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { AppointmentCount } from '@/kernel/api/types.gen'
import { Awaited, DateField, Panel, Row, Table } from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'
import { later } from './state'

/** How many were promised, kept and missed, by room. */
export function Figures() {
  const [first, setFirst] = useState(later(today(), -30))
  const [last, setLast] = useState(today())
  const found = useQuery(hisAppointmentsFiguresOptions({ query: { first, last } }))
  const share = (row: AppointmentCount) =>
    row.kept + row.missed ? `${Math.round((100 * row.missed) / (row.kept + row.missed))} %` : null
  return (
    <Panel title={t('figures')}>
      <Row columns={2}>
        <DateField label={t('first')} value={first} onChange={(day) => day && setFirst(day)} />
        <DateField label={t('last')} value={last} onChange={(day) => day && setLast(day)} />
      </Row>
      <Awaited of={found}>
        {({ rooms }) => (
          <Table<AppointmentCount>
            label={t('figures')}
            rows={rooms}
            keyOf={(row) => row.room.id}
            columns={[
              { head: t('room'), show: (row) => row.room.code, phone: 'title' },
              { head: t('bookedCount'), show: (row) => row.booked, align: 'right' },
              { head: t('kept'), show: (row) => row.kept, align: 'right' },
              { head: t('missed'), show: (row) => row.missed, align: 'right' },
              { head: t('missedShare'), show: share, align: 'right' },
              { head: t('cancelled'), show: (row) => row.cancelled, align: 'right' },
              { head: t('online'), show: (row) => row.online, align: 'right' },
              { head: t('lead'), show: (row) => row.lead_days, align: 'right' },
            ]}
          />
        )}
      </Awaited>
    </Panel>
  )
}
