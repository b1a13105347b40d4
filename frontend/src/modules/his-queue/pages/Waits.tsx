import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisQueueFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { WaitsByHour } from '@/kernel/api/types.gen'
import { Awaited, DateField, Page, Panel, Row, Table, Why } from '@/kernel/ui'
import { today } from '@/kernel/when'
import { Behind } from '../parts/Behind'
import { t } from '../text'

type At = { first?: string; last?: string }

/** How long people waited, by room and hour. */
export function Waits() {
  const at: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = (some: At) => navigate({ to: '.', search: { ...at, ...some } as never, replace: true })
  const first = at.first ?? today()
  const last = at.last ?? today()
  const found = useQuery(hisQueueFiguresOptions({ query: { first, last } }))
  const [behind, setBehind] = useState<WaitsByHour>()
  const shown = (value: number | null) => (value === null ? null : Math.round(value))
  return (
    <Page
      title={t('waits')}
      detail={<Why rule={t('waitsRule')} source={t('waitsSource')} />}
      narrow
    >
      <Row columns={4}>
        <DateField
          label={t('first')}
          past
          value={first}
          onChange={(day) => day && go({ first: day })}
        />
        <DateField
          label={t('last')}
          past
          value={last}
          onChange={(day) => day && go({ last: day })}
        />
      </Row>
      <Awaited of={found}>
        {({ rooms, hours }) =>
          rooms.length === 0 ? (
            <p>{t('noWaits')}</p>
          ) : (
            rooms.map((room) => (
              <div key={room.id} style={{ marginTop: 12 }}>
                <Panel title={`${room.code} ${room.name}`} flush>
                  <Table<WaitsByHour>
                    label={`${room.code} ${room.name}`}
                    rows={hours.filter((each) => each.room_id === room.id)}
                    keyOf={(row) => String(row.hour)}
                    onOpen={(row) => setBehind(row)}
                    columns={[
                      { head: t('hour'), show: (row) => `${row.hour}:00`, phone: 'title' },
                      { head: t('issuedCount'), show: (row) => row.issued, align: 'right' },
                      { head: t('servedCount'), show: (row) => row.served, align: 'right' },
                      { head: t('leftCount'), show: (row) => row.left, align: 'right' },
                      {
                        head: t('averageWait'),
                        show: (row) => shown(row.average_wait),
                        align: 'right',
                      },
                      {
                        head: t('medianWait'),
                        show: (row) => shown(row.median_wait),
                        align: 'right',
                      },
                      { head: t('p90Wait'), show: (row) => shown(row.p90_wait), align: 'right' },
                      {
                        head: t('averageService'),
                        show: (row) => shown(row.average_service),
                        align: 'right',
                      },
                    ]}
                  />
                </Panel>
              </div>
            ))
          )
        }
      </Awaited>
      {behind && (
        <Behind of={behind} first={first} last={last} onClose={() => setBehind(undefined)} />
      )}
    </Page>
  )
}
