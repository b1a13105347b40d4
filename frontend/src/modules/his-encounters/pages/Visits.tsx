import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisEncountersFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisEncountersUnfinished, hisEncountersWorklist } from '@/kernel/api/sdk.gen'
import type { EncounterOut, EncounterState } from '@/kernel/api/types.gen'
import { useAssembly, useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Button, DateField, Dim, Page, Select, Waiting, Worklist } from '@/kernel/ui'
import { showInstant, today } from '@/kernel/when'
import { STATES } from '../parts/state'
import { nameOf, useRooms } from '../parts/useRooms'
import { VisitPanel } from '../parts/VisitPanel'
import { VisitState } from '../parts/VisitState'
import css from '../parts/visits.module.css'
import { t } from '../text'

type At = {
  day?: string
  room?: string
  doctor?: string
  named?: string
  late?: string
  /** A card that was scanned opens this one beside the list. */
  visit?: string
}

/** Everybody who came on a day, and what the desk can still put right. */
export function Visits() {
  const at: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const { user } = useAssembly()
  const mayExamine = useMay('his.outpatient.examination.read')
  const mayBegin = useMay('his.encounters.encounter.begin')
  const mayCount = useMay('his.encounters.figures.read')
  const rooms = useRooms() ?? []
  const [chosen, setOpen] = useState<string>()
  const late = at.late === '1'
  const figures = useQuery({
    ...hisEncountersFiguresOptions({ query: { day: at.day } }),
    enabled: mayCount && !late,
  })
  const go = (some: At) => navigate({ to: '.', search: { ...at, ...some } as never, replace: true })
  const mine = at.doctor === user.id
  const open = chosen ?? at.visit
  const close = () => {
    setOpen(undefined)
    if (at.visit) go({ visit: undefined })
  }

  return (
    <Page
      title={late ? t('unfinished') : t('visits')}
      detail={figures.data && !late ? t('visitCount', { n: figures.data.total }) : undefined}
      actions={
        <Button onClick={() => go({ late: late ? undefined : '1', day: undefined })}>
          {late ? t('ofDay') : t('unfinished')}
        </Button>
      }
    >
      <Worklist<EncounterOut>
        list="his.encounters.worklist"
        label={t('visits')}
        live={['encounters']}
        fixed={{ day: at.day, room: at.room, doctor: at.doctor, late: at.late }}
        load={(asked, signal) => {
          const query = {
            room_id: asked.room as string | undefined,
            doctor_id: asked.doctor as string | undefined,
            after: asked.after,
            limit: asked.limit,
          }
          const sent = late
            ? hisEncountersUnfinished({ query, signal })
            : hisEncountersWorklist({
                query: {
                  ...query,
                  day: asked.day as string | undefined,
                  state: asked.state ? [asked.state as EncounterState] : undefined,
                },
                signal,
              })
          return sent.then((r) => r.data)
        }}
        keyOf={(row) => row.id}
        filters={
          late
            ? []
            : [
                {
                  name: 'state',
                  label: t('state'),
                  choices: STATES.map((value) => ({ value, label: t(value) })),
                },
              ]
        }
        right={
          <div className={css.filters}>
            {mayBegin && (
              <Button
                small
                quiet={!mine}
                onClick={() => go({ doctor: mine ? undefined : user.id, named: undefined })}
              >
                {t('mine')}
              </Button>
            )}
            {at.doctor && !mine && (
              <Button small onClick={() => go({ doctor: undefined, named: undefined })}>
                {`${t('doctor')}: ${at.named ?? ''} ×`}
              </Button>
            )}
            <Select
              label={t('room')}
              placeholder={t('allRooms')}
              value={at.room ?? null}
              onChange={(room) => go({ room: room ?? undefined })}
              choices={rooms.map((room) => ({
                value: room.id,
                code: room.code,
                label: nameOf(room),
              }))}
            />
            {!late && (
              <DateField
                label={t('day')}
                past
                value={at.day ?? today()}
                onChange={(day) => day && go({ day: day === today() ? undefined : day })}
              />
            )}
          </div>
        }
        empty={t('noVisits')}
        toneOf={(row) =>
          row.priority === 'emergency' ? 'red' : row.state === 'cancelled' ? 'dim' : undefined
        }
        columns={[
          { head: t('code'), show: (row) => row.code, width: '1%', nowrap: true },
          {
            head: t('patient'),
            show: (row) => (
              <>
                {row.patient.name}{' '}
                <Dim>
                  {t(row.patient.sex)} {say(row.patient.age)}
                </Dim>
              </>
            ),
            phone: 'title',
          },
          { head: t('room'), show: (row) => row.room.code, width: '1%', nowrap: true },
          { head: t('reason'), show: (row) => row.reason },
          { head: t('payer'), show: (row) => t(row.payer), nowrap: true },
          {
            head: t('doctor'),
            show: (row) =>
              row.doctor_id ? (
                <button
                  type="button"
                  className={css.doctor}
                  title={t('onlyHis')}
                  onClick={() => go({ doctor: row.doctor_id ?? undefined, named: row.doctor_name })}
                >
                  {row.doctor_name}
                </button>
              ) : null,
          },
          {
            head: t('openedAt'),
            show: (row) => showInstant(row.opened_at, late ? 'both' : 'time'),
            width: '1%',
            nowrap: true,
          },
          {
            head: t('state'),
            show: (row) =>
              row.state === 'waiting' && !late ? (
                <Waiting since={row.opened_at} />
              ) : (
                <VisitState of={row.state} />
              ),
            width: '1%',
          },
        ]}
        onOpen={(row) => (mayExamine ? navigate({ to: `/visits/${row.id}` }) : setOpen(row.id))}
        actions={(row) => (
          <Button small quiet onClick={() => setOpen(row.id)}>
            {t('more')}
          </Button>
        )}
      />
      {open && <VisitPanel encounterId={open} onClose={close} />}
    </Page>
  )
}
