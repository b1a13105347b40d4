import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisSpecimensIdentify,
  lisSpecimensPrintList,
  lisSpecimensToCollect,
} from '@/kernel/api/sdk.gen'
import type { ToCollectOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Dim,
  PrintButton,
  RefusalNote,
  Select,
  Stack,
  Status,
  Waiting,
  Worklist,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { LabPage } from '../parts/LabPage'
import { ScanLine } from '../parts/ScanLine'
import { remember, URGENCY } from '../parts/state'
import { t } from '../text'

/** Who waits to be drawn; a scanned card opens its patient. */
export function Collect() {
  const navigate = useNavigate()
  const [room, setRoom] = useState<string | null>(null)
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } }))
  const open = (patientId: string) => navigate({ to: `/lab/collect/${patientId}` })
  const identify = useSubmit(
    (scan: string, headers) => lisSpecimensIdentify({ body: { scan }, headers }),
    {
      done: (found, scan) => {
        if (found.how === 'wristband' || found.how === 'card') {
          remember(found.patient.id, scan, found.how)
        }
        open(found.patient.id)
      },
    },
  )
  return (
    <LabPage
      title={t('collect')}
      actions={
        <PrintButton
          pdf={() =>
            lisSpecimensPrintList({
              query: { room_id: room ?? undefined },
              parseAs: 'blob',
            }).then((answer) => answer.data as unknown as Blob)
          }
        >
          {t('list')}
        </PrintButton>
      }
    >
      <Stack>
        <ScanLine
          label={t('scanCard')}
          hint={t('scanCardHint')}
          autoFocus
          onScan={identify.submit}
        />
        <RefusalNote of={identify.refusal} />
        <Select
          label={t('room')}
          value={room}
          onChange={setRoom}
          choices={(rooms.data?.items ?? []).map((each) => ({
            value: each.id,
            label: each.name,
            code: each.code,
          }))}
        />
        <Worklist<ToCollectOut>
          list="lis.specimens.collect"
          label={t('collect')}
          live={['specimens', 'orders']}
          empty={t('nobodyWaits')}
          fixed={{ room_id: room ?? undefined }}
          load={(asked, signal) =>
            lisSpecimensToCollect({
              query: { room_id: asked.room_id as string | undefined, limit: 200 },
              signal,
            }).then((answer) => answer.data)
          }
          keyOf={(row) => row.encounter_id}
          columns={[
            {
              head: t('patient'),
              phone: 'title',
              show: ({ patient }) => (
                <>
                  <b>{patient.name}</b>{' '}
                  <Dim>
                    {say(patient.age)} · {patient.code}
                  </Dim>
                </>
              ),
            },
            {
              head: t('urgency'),
              width: '1%',
              show: (row) =>
                row.urgency === 'routine' ? null : (
                  <Status tone={URGENCY[row.urgency]}>{t(row.urgency)}</Status>
                ),
            },
            {
              head: t('tests'),
              nowrap: true,
              show: (row) => (
                <>
                  {t('count', { n: row.tests })}{' '}
                  {row.unlabelled > 0 && (
                    <Dim>
                      ({row.unlabelled} {t('unlabelled')})
                    </Dim>
                  )}
                </>
              ),
            },
            {
              head: t('planned'),
              nowrap: true,
              show: (row) => (row.planned_at ? showInstant(row.planned_at) : ''),
            },
            { head: t('room'), show: (row) => row.room, phone: 'hide' },
            {
              head: t('since'),
              width: '1%',
              show: (row) => <Waiting since={row.since} amber={30} red={60} />,
            },
          ]}
          onOpen={(row) => open(row.patient.id)}
        />
      </Stack>
    </LabPage>
  )
}
