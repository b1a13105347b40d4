import { useState } from 'react'
import type { CriticalAlarmOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Panel, Status } from '@/kernel/ui'
import { minutesSince, showInstant } from '@/kernel/when'
import { c } from '../textCritical'
import { Acknowledge } from './Acknowledge'
import css from './critical.module.css'

/** The history of a result's alarms: raised, passed on, called, acknowledged. */
export function Alarms({ alarms }: { alarms: CriticalAlarmOut[] }) {
  const mayAnswer = useMay('his.orders.critical.acknowledge')
  const [answering, setAnswering] = useState<CriticalAlarmOut>()
  if (alarms.length === 0) return null
  return (
    <Panel title={c('history')}>
      {alarms.map((alarm) => {
        const waits = !alarm.acknowledged_at && !alarm.ended_at
        return (
          <article key={alarm.id}>
            <p className={css.says}>
              {waits && (
                <Status tone={alarm.overdue ? 'red' : 'amber'}>
                  {alarm.overdue ? c('overdue') : c('waits')}
                </Status>
              )}{' '}
              <strong>{alarm.says}</strong>
            </p>
            {stepsOf(alarm).map((step) => (
              <div key={step} className={css.step}>
                <Dim>{step}</Dim>
              </div>
            ))}
            {waits && mayAnswer && (
              <Button danger onClick={() => setAnswering(alarm)}>
                {c('acknowledge')}
              </Button>
            )}
          </article>
        )
      })}
      {answering && <Acknowledge alarm={answering} onClose={() => setAnswering(undefined)} />}
    </Panel>
  )
}

function stepsOf(alarm: CriticalAlarmOut): string[] {
  const steps: [string | null, string][] = [
    [
      alarm.at,
      c('raised', { at: showInstant(alarm.at), who: alarm.doctor_name, room: alarm.room_code }),
    ],
  ]
  const { escalated_at, called_at, acknowledged_at, ended_at } = alarm
  if (escalated_at) steps.push([escalated_at, c('wentOn', { at: showInstant(escalated_at) })])
  if (called_at) {
    const said = { at: showInstant(called_at), by: alarm.called_by_name, note: alarm.called_note }
    steps.push([called_at, c('wasCalled', said)])
  }
  if (acknowledged_at) {
    const said = {
      at: showInstant(acknowledged_at),
      n: minutesSince(alarm.at, new Date(acknowledged_at).getTime()),
      by: alarm.acknowledged_by_name,
      note: alarm.acknowledged_note,
    }
    steps.push([acknowledged_at, c('answered', said)])
  }
  if (ended_at) steps.push([ended_at, c('replaced', { at: showInstant(ended_at) })])
  return steps.sort(([a], [b]) => (a ?? '').localeCompare(b ?? '')).map(([, said]) => said)
}
