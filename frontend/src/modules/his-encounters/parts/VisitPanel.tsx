import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisEncountersHeaderOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { Act, EncounterOut } from '@/kernel/api/types.gen'
import type { PermissionId } from '@/kernel/assembly.gen'
import { useLive } from '@/kernel/live'
import { useAssembly } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { say } from '@/kernel/text'
import { Awaited, Button, Facts, PrintButton, Row, SidePanel } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import { Cancelling, Reopening } from './Ending'
import { MoveRoom } from './MoveRoom'
import { MoveToPatient } from './MoveToPatient'
import { OtherRooms } from './OtherRooms'
import { PayerForm } from './PayerForm'
import { slipOf } from './printing'
import { Steps } from './Steps'
import css from './steps.module.css'
import { VisitState } from './VisitState'

export type Doing = 'change' | 'move_room' | 'move_to_patient' | 'cancel' | 'reopen'

const NEEDS: Record<Doing, PermissionId> = {
  change: 'his.encounters.encounter.change',
  move_room: 'his.encounters.encounter.move',
  move_to_patient: 'his.encounters.patient.correct',
  cancel: 'his.encounters.encounter.cancel',
  reopen: 'his.encounters.encounter.reopen',
}
const DOINGS: Doing[] = ['move_room', 'change', 'move_to_patient', 'reopen', 'cancel']

/** One visit beside the list: where it stands, what the desk can put right, what was done. */
export function VisitPanel({
  encounterId,
  start,
  onClose,
}: {
  encounterId: string
  /** What it was opened for. */
  start?: Doing
  onClose: () => void
}) {
  const options = hisEncountersHeaderOptions({ path: { encounter_id: encounterId } })
  const found = useQuery(options)
  useLive(['encounters'], [options.queryKey])
  const [doing, setDoing] = useState(start)
  const [to, setTo] = useState<string>()
  const visit = found.data
  const done = start ? onClose : () => setDoing(undefined)
  if (visit && doing === 'cancel') return <Cancelling of={visit} onDone={done} />
  if (visit && doing === 'reopen') return <Reopening of={visit} onDone={done} />
  if (visit && doing === 'move_to_patient') return <MoveToPatient of={visit} onDone={done} />
  return (
    <SidePanel
      open
      title={visit ? `${visit.patient.name} · ${visit.code}` : t('visit')}
      onClose={doing ? done : onClose}
    >
      <Awaited of={found} rows={6}>
        {(it) =>
          doing === 'move_room' ? (
            <MoveRoom of={it} to={to} onDone={done} />
          ) : doing === 'change' ? (
            <PayerForm of={it} onDone={done} />
          ) : (
            <Shown
              of={it}
              onDo={(next, room) => {
                setTo(room)
                setDoing(next)
              }}
            />
          )
        }
      </Awaited>
    </SidePanel>
  )
}

function Shown({ of, onDo }: { of: EncounterOut; onDo: (doing: Doing, room?: string) => void }) {
  const { may, modules } = useAssembly()
  const navigate = useNavigate()
  const mayExamine =
    modules.includes('his.outpatient') && may.includes('his.outpatient.examination.read')
  const can = (doing: Doing) => may.includes(NEEDS[doing]) && of.acts.includes(doing as Act)
  return (
    <>
      <div>
        <VisitState of={of.state} />
      </div>
      <Facts
        of={[
          {
            label: t('patient'),
            value: (
              <Link to={`/patients/${of.patient.id}`} className={css.link}>
                {[
                  of.patient.name,
                  t(of.patient.sex),
                  say(of.patient.age),
                  of.patient.birth && showDate(of.patient.birth),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Link>
            ),
          },
          { label: t('room'), value: `${of.room.code} ${of.room.name}` },
          { label: t('payer'), value: t(of.payer) },
          { label: t('visitType'), value: t(of.visit_type) },
          { label: t('priority'), value: t(of.priority) },
          { label: t('reason'), value: of.reason || null },
          { label: t('doctor'), value: of.doctor_name || null },
          { label: t('openedAt'), value: `${showInstant(of.opened_at)} · ${of.opened_by_name}` },
          ...(of.state_reason ? [{ label: t('stateReason'), value: of.state_reason }] : []),
        ]}
      />
      <Slot name="visit.panel" encounterId={of.id} />
      {can('move_room') && <OtherRooms of={of} onChoose={(id) => onDo('move_room', id)} />}
      <Row>
        {DOINGS.filter(can).map((each) => (
          <Button key={each} danger={each === 'cancel'} onClick={() => onDo(each)}>
            {t(`do_${each}`)}
          </Button>
        ))}
        {may.includes('his.encounters.slip.print') && of.state !== 'cancelled' && (
          <PrintButton pdf={() => slipOf(of.id)} title={`${t('slip')} ${of.code}`}>
            {t('printSlip')}
          </PrintButton>
        )}
        {mayExamine && (
          <Button primary onClick={() => navigate({ to: `/visits/${of.id}` })}>
            {t('openExam')}
          </Button>
        )}
      </Row>
      <Steps encounterId={of.id} />
    </>
  )
}
