import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisAppointmentsShowOptions,
  hisAppointmentsStepsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisAppointmentsArrive,
  hisAppointmentsCancel,
  hisAppointmentsConfirm,
  hisAppointmentsPrintCard,
} from '@/kernel/api/sdk.gen'
import type { AppointmentOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  DangerPanel,
  Facts,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  SidePanel,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { MoveForm } from './MoveForm'
import { TONE } from './state'
import css from './times.module.css'

/** One appointment beside the list: what it is, what can be done, what was done. */
export function AppointmentPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const path = { appointment_id: id }
  const options = hisAppointmentsShowOptions({ path })
  const found = useQuery(options)
  const steps = useQuery(hisAppointmentsStepsOptions({ path, query: { limit: 50 } }))
  useLive(['appointments'], [options.queryKey])
  const [doing, setDoing] = useState<'move' | 'cancel'>()
  const done = () => setDoing(undefined)
  const cancel = useSubmit(
    (reason: string, headers) => hisAppointmentsCancel({ path, body: { reason }, headers }),
    { done },
  )
  if (found.data && doing === 'cancel') {
    return (
      <DangerPanel
        open
        title={`${t('cancel')}: ${found.data.code}`}
        verb={t('cancel')}
        before={`${showInstant(found.data.at)} · ${found.data.room.code}`}
        after={t('cancelled')}
        busy={cancel.busy}
        refusal={cancel.refusal}
        onAct={(reason) => cancel.submit(reason)}
        onClose={done}
      />
    )
  }
  return (
    <SidePanel
      open
      title={
        found.data
          ? `${found.data.patient?.name ?? found.data.name} · ${found.data.code}`
          : t('appointment')
      }
      onClose={doing ? done : onClose}
    >
      <Awaited of={found} rows={6}>
        {(it) =>
          doing === 'move' ? <MoveForm of={it} onDone={done} /> : <Shown of={it} onDo={setDoing} />
        }
      </Awaited>
      {steps.data && steps.data.items.length > 0 && !doing && (
        <Panel title={t('log')} flush>
          <ul className={css.list}>
            {steps.data.items.map((each) => (
              <li key={each.id}>
                <small>{showInstant(each.at)}</small>
                <span>
                  {t(`act_${each.act}`)} · {each.by_name}
                  {each.to_at && ` → ${showInstant(each.to_at)}`} {each.reason}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </SidePanel>
  )
}

function Shown({ of, onDo }: { of: AppointmentOut; onDo: (doing: 'move' | 'cancel') => void }) {
  const path = { appointment_id: of.id }
  const mayBook = useMay('his.appointments.appointment.book')
  const mayArrive = useMay('his.appointments.appointment.arrive')
  const mayPrint = useMay('his.appointments.card.print')
  const navigate = useNavigate()
  const confirm = useSubmit((_: null, headers) => hisAppointmentsConfirm({ path, headers }))
  const arrive = useSubmit(
    (_: null, headers) => hisAppointmentsArrive({ path, body: {}, headers }),
    {
      done: (made) =>
        navigate({ to: '/reception', search: { opened: made.encounter_id } as never }),
    },
  )
  return (
    <>
      <div>
        <Status tone={TONE[of.state]}>{t(of.state)}</Status>
      </div>
      <Facts
        of={[
          { label: t('at'), value: showInstant(of.at) },
          { label: t('room'), value: `${of.room.code} ${of.room.name}` },
          { label: t('doctor'), value: of.doctor_name || null },
          {
            label: t('patient'),
            value: of.patient ? (
              <Link to={`/patients/${of.patient.id}`} className={css.all}>
                {of.patient.name} · {of.patient.code}
              </Link>
            ) : (
              `${of.name} · ${t('phoneEnds', { end: of.phone_end })}`
            ),
          },
          { label: t('kind'), value: t(`kind_${of.kind}`) },
          { label: t('reason'), value: of.reason || null },
          {
            label: t('bookedBy'),
            value: `${t(`channel_${of.channel}`)} · ${of.booked_by_name} · ${showInstant(of.booked_at)}`,
          },
          ...(of.reminded_at
            ? [{ label: t('state'), value: t('reminded', { at: showInstant(of.reminded_at) }) }]
            : []),
        ]}
      />
      <Row>
        {mayArrive && of.acts.includes('arrive') && of.patient && (
          <Button primary hotkey="F9" busy={arrive.busy} onClick={() => arrive.submit(null)}>
            {t('arrive')}
          </Button>
        )}
        {mayBook && of.acts.includes('confirm') && of.state !== 'confirmed' && (
          <Button busy={confirm.busy} onClick={() => confirm.submit(null)}>
            {t('confirm')}
          </Button>
        )}
        {mayBook && of.acts.includes('move') && (
          <Button onClick={() => onDo('move')}>{t('move')}</Button>
        )}
        {mayBook && of.acts.includes('cancel') && (
          <Button danger onClick={() => onDo('cancel')}>
            {t('cancel')}
          </Button>
        )}
        {mayPrint && (
          <PrintButton
            title={`${t('card')} ${of.code}`}
            pdf={() =>
              hisAppointmentsPrintCard({ path, parseAs: 'blob' }).then((r) => r.data as Blob)
            }
          >
            {t('print')}
          </PrintButton>
        )}
      </Row>
      <RefusalNote of={arrive.refusal ?? confirm.refusal} />
    </>
  )
}
