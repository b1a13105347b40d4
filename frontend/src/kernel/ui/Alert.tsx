import { Link } from '@tanstack/react-router'
import { type ReactNode, useId, useState } from 'react'
import type { Refusal } from '../refusal'
import { w } from '../words'
import { Button } from './Button'
import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle } from './icons'
import css from './parts.module.css'

type Weight = 'info' | 'warning' | 'stop'

const SIGN = { info: IconInfoCircle, warning: IconAlertTriangle, stop: IconAlertOctagon }

type Props = {
  weight: Weight
  children: ReactNode
  /** The weight's `Why`, or a button. */
  right?: ReactNode
  /** Only for `stop`: going on needs a reason. */
  onOverride?: (reason: string) => void
}

/** Three weights: a line to know, a warning beside it, a stop that asks the reason. */
export function Alert({ weight, children, right, onOverride }: Props) {
  const Sign = SIGN[weight]
  return (
    <div className={css.alert} data-weight={weight} role={weight === 'info' ? 'status' : 'alert'}>
      <Sign size={18} stroke={1.75} />
      <div className={css.alertText}>
        {children}
        {weight === 'stop' && onOverride && <Override onOverride={onOverride} />}
      </div>
      {right}
    </div>
  )
}

function Override({ onOverride }: { onOverride: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const id = useId()
  return (
    <div className={css.override}>
      <label htmlFor={id}>{w('overrideReason')}</label>
      <textarea id={id} rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />
      <Button danger off={reason.trim().length < 3} onClick={() => onOverride(reason.trim())}>
        {w('overrideGo')}
      </Button>
    </div>
  )
}

/** The hospital's "no", at the form that met it. */
export function RefusalNote({ of, right }: { of: Refusal | undefined; right?: ReactNode }) {
  if (!of) return null
  return (
    <Alert weight="warning" right={right}>
      <div>{of.sentence}</div>
      {of.requestId && of.status >= 500 && (
        <div className={css.small}>{w('requestId', { id: of.requestId })}</div>
      )}
      {typeof of.facts.permission_id === 'string' && (
        <Link to="/account/why" search={{ permission: of.facts.permission_id } as never}>
          {w('why')}
        </Link>
      )}
    </Alert>
  )
}
