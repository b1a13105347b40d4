import type { ReactNode } from 'react'
import type { LabItemOut, Urgency, VesselOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './specimens.module.css'
import { URGENCY } from './state'

/** One tube: its cap, what it is, what is measured from it, and what can be done. */
export function TubeLine(props: {
  vessel: VesselOut
  section: string
  code?: ReactNode
  urgency: Urgency
  planned?: string | null
  tests: string[]
  unpaid?: boolean
  notes?: string[]
  more?: ReactNode
  acts?: ReactNode
}) {
  const { vessel } = props
  return (
    <li>
      <span className={css.cap} style={{ background: vessel.colour || undefined }} />
      <span className={css.what}>
        {props.code && <b>{props.code} </b>}
        {say(vessel.name)} <Dim>· {props.section}</Dim>{' '}
        {props.urgency !== 'routine' && (
          <Status tone={URGENCY[props.urgency]}>{t(props.urgency)}</Status>
        )}
        {props.unpaid && <Status tone="amber">{t('unpaid')}</Status>}
        <br />
        <Dim>
          {props.tests.join(', ')}
          {props.planned && ` · ${t('planned')} ${showInstant(props.planned)}`}
        </Dim>
        {(props.notes ?? []).map((note) => (
          <span key={note}>
            <br />
            {note}
          </span>
        ))}
        {props.more}
      </span>
      <span className={css.acts}>{props.acts}</span>
    </li>
  )
}

/** What whoever draws should know: why it was ordered, what the orderer says, the preparation. */
export const notesOf = (items: LabItemOut[]) =>
  [
    ...new Set(
      items.flatMap((each) => [
        each.indication && `${t('indication')}: ${each.indication}`,
        each.note && `${t('note')}: ${each.note}`,
        each.preparation && `${t('preparation')}: ${each.preparation}`,
      ]),
    ),
  ].filter((each): each is string => Boolean(each))

export const testsOf = (items: LabItemOut[]) => items.map((each) => say(each.name))
