import type { ParameterOut, ParameterValueOut } from '@/kernel/api/types.gen'
import { Button, Status, type Tone } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text/settings'
import css from './history.module.css'
import { type Standing, showValue, standings } from './value'

const TONE: Record<Standing, Tone> = {
  inForce: 'green',
  later: 'blue',
  before: 'grey',
  undone: 'grey',
}

/** Who set it to what, from when and why; newest first. */
export function ParameterHistory(props: {
  parameter: ParameterOut
  history: ParameterValueOut[]
  roomName: (id: string | null) => string
  onUndo?: (value: ParameterValueOut) => void
}) {
  const stands = standings(props.history)
  return (
    <ol className={css.history} aria-label={t('history')}>
      {props.history.map((each) => {
        const standing = stands.get(each.id) ?? 'before'
        return (
          <li key={each.id} data-undone={standing === 'undone' || undefined}>
            <div className={css.head}>
              <b>{showValue(props.parameter, each.value)}</b>
              <Status tone={TONE[standing]}>{t(standing)}</Status>
            </div>
            <div>
              {props.roomName(each.room_id)} · {showInstant(each.valid_from)}
            </div>
            <div className={css.dim}>
              {each.set_by_name}: {each.reason}
            </div>
            {each.undone_at && (
              <div className={css.dim}>
                {t('undoneBy', { by: each.undone_by_name, reason: each.undone_reason })}
              </div>
            )}
            {props.onUndo && !each.undone_at && (
              <Button small quiet onClick={() => props.onUndo?.(each)}>
                {t('undo')}
              </Button>
            )}
          </li>
        )
      })}
    </ol>
  )
}
