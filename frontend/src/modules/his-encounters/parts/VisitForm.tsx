import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import {
  hisEncountersOfPatientOptions,
  hisPatientsBannerOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisEncountersOpenVisit } from '@/kernel/api/sdk.gen'
import type {
  BannerInsurance,
  EncounterIn,
  EncounterOut,
  Payer,
  Priority,
  VisitType,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import type { CheckinSuggestion } from '@/kernel/module'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Choose, Field, Form, Panel, Row, Select, Why } from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'
import { justOpened } from './printing'
import { RoomChoice } from './RoomChoice'
import { PAYERS, PRIORITIES, TYPES } from './state'
import { roomsFor, useRooms } from './useRooms'

type Typed = {
  room: string | null
  payer: Payer | null
  reason: string
  priority: Priority | null
  visit_type: VisitType | null
}

type Props = { patientId: string; emergency: boolean; onOpened: (encounterId: string) => void }

/** Open a visit: prefilled from his card and his last visit, so that one key is enough. */
export function VisitForm({ patientId, emergency, onOpened }: Props) {
  const path = { patient_id: patientId }
  const banner = useQuery(hisPatientsBannerOptions({ path }))
  const before = useQuery(hisEncountersOfPatientOptions({ path, query: { limit: 5 } }))
  const rooms = useRooms()
  if (!banner.data || !before.data || !rooms) return null
  return (
    <Opening
      patientId={patientId}
      emergency={emergency}
      insurance={banner.data.insurance}
      last={before.data.items[0]}
      openNow={before.data.items.filter(isOpenToday)}
      rooms={rooms}
      onOpened={onOpened}
    />
  )
}

function isOpenToday({ state, opened_at }: EncounterOut): boolean {
  return ['waiting', 'in_progress'].includes(state) && today(new Date(opened_at)) === today()
}

const usable = (by: BannerInsurance | null) =>
  by !== null && ['valid', 'ends_soon', 'unknown'].includes(by.validity)

function Opening({
  patientId,
  emergency,
  insurance,
  last,
  openNow,
  rooms,
  onOpened,
}: Props & {
  insurance: BannerInsurance | null
  last: EncounterOut | undefined
  openNow: EncounterOut[]
  rooms: NonNullable<ReturnType<typeof useRooms>>
}) {
  const lastRoom = rooms.find((each) => each.id === last?.room.id && each.kind === 'exam')
  // An emergency does not wait for a choice: the first consulting room, until somebody says otherwise.
  const nearest = emergency ? rooms.find((each) => each.kind === 'exam') : undefined
  const form = useForm<Typed>({
    room: (lastRoom ?? nearest)?.id ?? null,
    payer: usable(insurance) ? 'bhyt' : last?.payer === 'service' ? 'service' : 'self_pay',
    reason: '',
    priority: emergency ? 'emergency' : 'none',
    visit_type: last?.disposition === 'appointment' ? 'follow_up' : 'first',
  })
  const { values } = form
  const choice = roomsFor(rooms, values.visit_type)
  const room = choice.some((each) => each.id === values.room) ? values.room : null
  // A card that was added meanwhile pays from now on.
  const pays = usable(insurance)
  const { set } = form
  useEffect(() => {
    if (pays) set('payer', 'bhyt')
  }, [pays, set])

  // What other modules ask in this form, sent along; what they suggest yields to what was typed.
  const [parts, setParts] = useState<Record<string, Record<string, unknown>>>({})
  const onPart = useCallback((id: string, value: Record<string, unknown> | undefined) => {
    setParts(({ [id]: _, ...others }) => (value ? { ...others, [id]: value } : others))
  }, [])
  const { setAll } = form
  const now = useRef(values)
  const begun = useRef(values)
  now.current = values
  const onSuggest = useCallback(
    (some: CheckinSuggestion) => {
      const untouched = Object.entries(some).filter(([name]) => {
        const field = name as keyof Typed
        return now.current[field] === begun.current[field]
      })
      if (untouched.length) setAll(Object.fromEntries(untouched))
    },
    [setAll],
  )

  const open = useSubmit(
    (body: EncounterIn, headers) => hisEncountersOpenVisit({ body, headers }),
    {
      done: (visit) => {
        justOpened(visit.id)
        onOpened(visit.id)
      },
    },
  )
  const asked = open.refusal?.error
  const body = (more: Partial<EncounterIn> = {}): EncounterIn => ({
    patient_id: patientId,
    room_id: room ?? '',
    payer: values.payer ?? 'self_pay',
    reason: values.reason.trim(),
    priority: values.priority ?? 'none',
    visit_type: values.visit_type ?? 'first',
    parts,
    ...more,
  })
  return (
    <Panel title={t('newVisit')}>
      <Form
        form={form}
        submit={open}
        onSubmit={() => {
          if (room) open.submit(body())
        }}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={open.busy}>
              {t('open')}
            </Button>
            {asked === 'VisitOpenHere' && (
              <Button onClick={() => open.submit(body({ again: true }))}>{t('openAgain')}</Button>
            )}
            {asked === 'RoomIsFull' && (
              <Button onClick={() => open.submit(body({ beyond_quota: true }))}>
                {t('openBeyond')}
              </Button>
            )}
          </>
        }
      >
        {openNow.map((each) => (
          <Alert
            key={each.id}
            weight="info"
            right={
              <Button small onClick={() => onOpened(each.id)}>
                {t('useThat')}
              </Button>
            }
          >
            {t('openAlready', { code: each.code, room: `${each.room.code} ${each.room.name}` })}
          </Alert>
        ))}
        <RoomChoice
          rooms={choice}
          value={room}
          onChange={(id) => form.set('room', id)}
          autoFocus
          hint={lastRoom && room === lastRoom.id ? t('asLastTime') : undefined}
        />
        <Row columns={2}>
          <Choose<Payer>
            label={t('payer')}
            required
            choices={PAYERS.map((value) => ({ value, label: t(value) }))}
            {...form.bind('payer')}
          />
          <Field label={t('reason')} most={500} {...form.bind('reason')} />
        </Row>
        {values.payer === 'bhyt' && <CardDoubt of={insurance} />}
        <Slot
          name="encounter.checkin"
          patientId={patientId}
          payer={values.payer ?? 'self_pay'}
          visitType={values.visit_type ?? 'first'}
          priority={values.priority ?? 'none'}
          roomId={room}
          onPart={onPart}
          onSuggest={onSuggest}
        />
        <Row columns={2}>
          <Select<VisitType>
            label={t('visitType')}
            choices={TYPES.map((value) => ({ value, label: t(value) }))}
            {...form.bind('visit_type')}
          />
          <Select<Priority>
            label={t('priority')}
            choices={PRIORITIES.map((value) => ({ value, label: t(value) }))}
            why={<Why rule={t('priorityHint')} source={t('priorityLaw')} />}
            {...form.bind('priority')}
          />
        </Row>
      </Form>
    </Panel>
  )
}

function CardDoubt({ of }: { of: BannerInsurance | null }) {
  if (usable(of)) return null
  return (
    <Alert weight="warning">
      {of?.valid_to && of.validity === 'ended'
        ? t('cardEnded', { day: showDate(of.valid_to) })
        : t(of ? 'cardNotYet' : 'noCard')}
    </Alert>
  )
}
