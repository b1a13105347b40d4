import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsConsultLinesOptions,
  risPacsConsultLinesQueryKey,
  risPacsConsultOneOptions,
  risPacsConsultOneQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsConsultCallOff, risPacsConsultWithdraw } from '@/kernel/api/sdk.gen'
import type {
  ConsultGuestOut,
  ConsultLineOut,
  ConsultReasonIn,
  ConsultWholeOut,
} from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  DangerPanel,
  Dim,
  Facts,
  Page,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { IconMessages } from '@/kernel/ui/icons'
import { Invite } from '../parts/Invite'
import { Minutes } from '../parts/Minutes'
import { Opinions } from '../parts/Opinions'
import { TONE } from '../parts/states'
import { t } from '../text'

/** One consultation: who is invited, what was said, the minutes. */
export function Consultation() {
  const { consultationId = '' } = useParams({ strict: false }) as { consultationId?: string }
  const path = { consult_room_id: consultationId }
  const found = useQuery(risPacsConsultOneOptions({ path }))
  useLive(
    [`consultations/${consultationId}`],
    [risPacsConsultOneQueryKey({ path }), risPacsConsultLinesQueryKey({ path })],
  )
  return <Awaited of={found}>{(whole) => <Whole of={whole} />}</Awaited>
}

function Whole({ of }: { of: ConsultWholeOut }) {
  const mayOpen = useMay('ris_pacs.consult.room.open')
  const [act, setAct] = useState<'invite' | 'callOff'>()
  const open = of.state === 'open'
  return (
    <Page
      title={of.code}
      detail={<Status tone={TONE[of.state]}>{t(`state_${of.state}`)}</Status>}
      actions={
        <>
          <Slot name="study.actions" studyUid={of.study_uid} patientId={null} />
          {open && mayOpen && (
            <>
              <Button danger onClick={() => setAct('callOff')}>
                {t('callOff')}
              </Button>
              <Button onClick={() => setAct('invite')}>{t('invite')}</Button>
            </>
          )}
          {open && (
            <Button
              primary
              hotkey="F8"
              icon={IconMessages}
              onClick={() => window.open(`/hoi-chan/phong-${of.id}`, '_blank', 'noopener')}
            >
              {t('enter')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        <Slot name="patient.banner" patientId={of.patient.id} />
        <Panel title={t('about')}>
          <Facts
            of={[
              { label: t('question'), value: of.question },
              { label: t('study'), value: of.study },
              { label: t('by'), value: of.opened_by_name },
              { label: t('opened'), value: <Time at={of.opened_at} /> },
              ...(of.state === 'signed' && of.ended_at
                ? [
                    {
                      label: t('signed', { name: of.ended_by_name }),
                      value: <Time at={of.ended_at} />,
                    },
                  ]
                : []),
            ]}
          />
        </Panel>
        <Guests of={of} />
        <Opinions of={of.opinions} />
        <Minutes key={of.version} of={of} />
        <Protocol of={of.id} />
      </Stack>
      {act === 'invite' && <Invite to={of.id} onClose={() => setAct(undefined)} />}
      {act === 'callOff' && <CallOff of={of} onClose={() => setAct(undefined)} />}
    </Page>
  )
}

function Guests({ of }: { of: ConsultWholeOut }) {
  const mayOpen = useMay('ris_pacs.consult.room.open')
  const withdraw = useSubmit((guest: ConsultGuestOut, headers) =>
    risPacsConsultWithdraw({
      path: { guest_id: guest.id },
      body: { version: guest.version },
      headers,
    }),
  )
  if (!of.guests.length) {
    return (
      <Panel title={t('guests')}>
        <Dim>{t('noGuests')}</Dim>
      </Panel>
    )
  }
  return (
    <Panel title={t('guests')} flush>
      <RefusalNote of={withdraw.refusal} />
      <Table<ConsultGuestOut>
        label={t('guests')}
        rows={of.guests}
        keyOf={(row) => row.id}
        columns={[
          { head: t('name'), phone: 'title', show: (row) => row.name },
          { head: t('facility'), show: (row) => row.facility },
          {
            head: t('until'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.expires_at} />,
          },
          { head: t('state'), show: (row) => stateOf(row) },
        ]}
        actions={(row) =>
          mayOpen &&
          row.address && (
            <Button small busy={withdraw.busy} onClick={() => withdraw.submit(row)}>
              {t('withdraw')}
            </Button>
          )
        }
      />
    </Panel>
  )
}

function stateOf(guest: ConsultGuestOut): string {
  if (guest.withdrawn_at) return t('withdrawn')
  if (guest.locked) return t('locked')
  return guest.joined_at ? t('joined') : t('notJoined')
}

function Protocol({ of }: { of: string }) {
  const found = useQuery(risPacsConsultLinesOptions({ path: { consult_room_id: of } }))
  return (
    <Panel title={t('protocol')} flush>
      <Awaited of={found} rows={3}>
        {(page) =>
          page.items.length ? (
            <Table<ConsultLineOut>
              label={t('protocol')}
              rows={page.items}
              keyOf={(row) => row.id}
              columns={[
                { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
                { head: t('who'), show: (row) => row.by_name },
                { head: t('what'), phone: 'title', show: wordsOf },
              ]}
            />
          ) : (
            <Dim>{t('nothing')}</Dim>
          )
        }
      </Awaited>
    </Panel>
  )
}

function wordsOf({ act, text }: ConsultLineOut): string {
  return act === 'said' ? text : t(`act_${act}`, { text })
}

function CallOff({ of, onClose }: { of: ConsultWholeOut; onClose: () => void }) {
  const act = useSubmit(
    (body: ConsultReasonIn, headers) =>
      risPacsConsultCallOff({ path: { consult_room_id: of.id }, body, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('callOff')}
      verb={t('callOff')}
      before={t('callOffBefore', { code: of.code })}
      after={t('callOffAfter')}
      busy={act.busy}
      refusal={act.refusal}
      onAct={(reason) => act.submit({ reason, version: of.version })}
      onClose={onClose}
    />
  )
}
