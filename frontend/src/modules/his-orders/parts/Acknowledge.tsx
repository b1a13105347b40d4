import { useState } from 'react'
import { hisOrdersAcknowledge, hisOrdersCall } from '@/kernel/api/sdk.gen'
import type { CriticalAlarmOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Facts, Field, RefusalNote, SidePanel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { c } from '../textCritical'
import css from './critical.module.css'

type Props = { alarm: CriticalAlarmOut; onClose: () => void }

/** Whoever takes it on says what was done: the read-back. */
export function Acknowledge({ alarm, onClose }: Props) {
  return (
    <Saying
      alarm={alarm}
      onClose={onClose}
      title={c('title')}
      verb={c('acknowledge')}
      label={c('done')}
      hint={c('doneHint')}
      send={hisOrdersAcknowledge}
    />
  )
}

/** Whoever performed it has told it by telephone; the alarm stays. */
export function Calling({ alarm, onClose }: Props) {
  return (
    <Saying
      alarm={alarm}
      onClose={onClose}
      title={c('call')}
      verb={c('call')}
      label={c('callNote')}
      send={hisOrdersCall}
    />
  )
}

function Saying({
  alarm,
  onClose,
  title,
  verb,
  label,
  hint,
  send,
}: Props & {
  title: string
  verb: string
  label: string
  hint?: string
  send: typeof hisOrdersAcknowledge | typeof hisOrdersCall
}) {
  const [note, setNote] = useState('')
  const act = useSubmit(
    (text: string, headers) =>
      send({ path: { alarm_id: alarm.id }, body: { note: text }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={title} onClose={onClose}>
      <Facts
        of={[
          { label: c('patient'), value: `${alarm.patient_name} (${alarm.patient_code})` },
          { label: c('service'), value: alarm.service_name },
          {
            label: c('value'),
            value: <strong className={css.says}>{alarm.says}</strong>,
          },
          { label: c('orderer'), value: `${alarm.doctor_name}, ${alarm.room_code}` },
          { label: c('sentAt'), value: showInstant(alarm.at) },
        ]}
      />
      <Field
        label={label}
        hint={hint}
        required
        autoFocus
        value={note}
        onChange={setNote}
        most={500}
        lines={3}
      />
      <RefusalNote of={act.refusal} />
      <Button
        primary
        hotkey="F9"
        busy={act.busy}
        off={note.trim().length < 3}
        onClick={() => act.submit(note.trim())}
      >
        {verb}
      </Button>
    </SidePanel>
  )
}
