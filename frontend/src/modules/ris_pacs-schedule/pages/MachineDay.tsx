import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsScheduleMachineDayOptions,
  risPacsScheduleMachineDayQueryKey,
  risPacsScheduleMachineWorklistOptions,
  risPacsScheduleMachineWorklistQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { MachineDayOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { Awaited, DateField, Dim, Panel, Stack, Table } from '@/kernel/ui'
import { showInstant, today } from '@/kernel/when'
import { ImagingPage } from '../parts/ImagingPage'
import { StateOf, WhatOf, WhoOf } from '../parts/words'
import { t } from '../text'

/** A machine's day in its slots, and what the machine itself is told this moment. */
export function MachineDay() {
  const { machineId = '' } = useParams({ strict: false })
  const [day, setDay] = useState<string | null>(today())
  const path = { machine_id: machineId }
  const query = { on: day ?? undefined }
  const found = useQuery(risPacsScheduleMachineDayOptions({ path, query }))
  useLive(
    ['exams', 'orders'],
    [
      risPacsScheduleMachineDayQueryKey({ path, query }),
      risPacsScheduleMachineWorklistQueryKey({ path }),
    ],
  )
  return (
    <Awaited of={found}>
      {(of) => (
        <ImagingPage title={`${of.machine.code} ${of.machine.name}`}>
          <Stack>
            <Seen machineId={machineId} />
            <DateField label={t('day')} value={day} onChange={setDay} />
            <Slots of={of} />
          </Stack>
        </ImagingPage>
      )}
    </Awaited>
  )
}

function Slots({ of }: { of: MachineDayOut }) {
  const navigate = useNavigate()
  return (
    <Table
      label={t('day')}
      rows={of.slots}
      keyOf={(row) => row.at}
      toneOf={(row) => (row.exam ? undefined : 'dim')}
      onOpen={(row) => row.exam && navigate({ to: `/imaging/exams/${row.exam.id}` })}
      columns={[
        { head: t('due'), width: '1%', nowrap: true, show: (row) => showInstant(row.at, 'time') },
        {
          head: t('patient'),
          phone: 'title',
          show: (row) => (row.exam ? <WhoOf of={row.exam} /> : <Dim>{t('free')}</Dim>),
        },
        { head: t('exam'), show: (row) => row.exam && <WhatOf of={row.exam} /> },
        { head: t('minutes'), width: '1%', nowrap: true, show: (row) => `${row.minutes}'` },
        {
          head: t('state'),
          width: '1%',
          nowrap: true,
          show: (row) => row.exam && <StateOf of={row.exam.state} />,
        },
      ]}
    />
  )
}

function Seen({ machineId }: { machineId: string }) {
  const found = useQuery(risPacsScheduleMachineWorklistOptions({ path: { machine_id: machineId } }))
  return (
    <Panel title={t('seen')}>
      <Dim>{t('seenNote')}</Dim>
      <Awaited of={found} rows={3}>
        {(of) => (
          <Table
            label={t('seen')}
            rows={of.items}
            keyOf={(row) => row.accession}
            empty={t('none')}
            columns={[
              { head: t('accession'), width: '1%', nowrap: true, show: (row) => row.accession },
              { head: t('patient'), phone: 'title', show: (row) => row.patient_name },
              { head: t('code'), show: (row) => row.patient_code },
              { head: t('exam'), show: (row) => row.procedure },
              { head: t('priority'), width: '1%', show: (row) => row.priority },
              { head: t('note'), show: (row) => row.note },
            ]}
          />
        )}
      </Awaited>
    </Panel>
  )
}
