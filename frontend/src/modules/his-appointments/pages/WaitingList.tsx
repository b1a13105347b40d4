import { useNavigate } from '@tanstack/react-router'
import { hisAppointmentsWaitingList, hisAppointmentsWithdraw } from '@/kernel/api/sdk.gen'
import type { WishOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Page, RefusalNote, Status, Worklist } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { useRooms } from '../parts/useRooms'
import { t } from '../text'

/** Who waits for an earlier time: the first one is offered the place that becomes free. */
export function WaitingList() {
  const navigate = useNavigate()
  const rooms = useRooms()
  const mayBook = useMay('his.appointments.appointment.book')
  const withdraw = useSubmit((row: WishOut, headers) =>
    hisAppointmentsWithdraw({ path: { wish_id: row.id }, headers }),
  )
  return (
    <Page
      title={t('waitingList')}
      actions={
        <Button onClick={() => navigate({ to: '/appointments' })}>{t('appointments')}</Button>
      }
    >
      <RefusalNote of={withdraw.refusal} />
      <Worklist<WishOut>
        list="his.appointments.waiting"
        label={t('waitingList')}
        live={['appointments']}
        load={(asked, signal) =>
          hisAppointmentsWaitingList({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noWishes')}
        columns={[
          { head: t('patient'), show: (row) => row.patient?.name, phone: 'title' },
          { head: t('room'), show: (row) => rooms.find((r) => r.id === row.room_id)?.code },
          {
            head: t('day'),
            show: (row) => `${showDate(row.first)} – ${showDate(row.last)}`,
            nowrap: true,
          },
          { head: t('reason'), show: (row) => row.reason },
          {
            head: t('state'),
            show: (row) =>
              row.offered_until ? (
                <Status tone="amber">
                  {t('offered', { at: showInstant(row.offered_until, 'time') })}
                </Status>
              ) : (
                <Status tone="grey">{t('waiting')}</Status>
              ),
          },
        ]}
        onOpen={(row) => row.patient && navigate({ to: `/patients/${row.patient.id}` })}
        actions={(row) =>
          mayBook && (
            <Button small quiet onClick={() => withdraw.submit(row)}>
              {t('withdraw')}
            </Button>
          )
        }
      />
    </Page>
  )
}
