import type { FoundAlertOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Alert, Field } from '@/kernel/ui'
import { t } from '../text'
import css from './prescription.module.css'

type Props = {
  alerts: FoundAlertOut[]
  reasons: Record<string, string>
  onReason: (key: string, reason: string) => void
}

/** What is to be said of a line, beside it: never a window over the work. */
export function Warnings({ alerts, reasons, onReason }: Props) {
  if (alerts.length === 0) return null
  return (
    <div className={css.alerts}>
      {alerts.map((alert) => (
        <Alert key={alert.key} weight={alert.severity}>
          <div>{say(alert.says)}</div>
          {alert.source && alert.source.length > 20 && (
            <div className={css.small}>{alert.source}</div>
          )}
          {alert.final && <div className={css.small}>{t('law')}</div>}
          {alert.severity !== 'info' && !alert.final && (
            <div className={css.reason}>
              <Field
                label={alert.severity === 'stop' ? t('stopHint') : t('reason')}
                placeholder={t('reasonHint')}
                most={500}
                value={reasons[alert.key] ?? alert.reason}
                onChange={(reason) => onReason(alert.key, reason)}
              />
            </div>
          )}
        </Alert>
      ))}
    </div>
  )
}
