import { useQuery } from '@tanstack/react-query'
import { hisEncountersStepsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Panel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './steps.module.css'

/** What was done to a visit since it was opened: who, when, why. */
export function Steps({ encounterId }: { encounterId: string }) {
  const { data } = useQuery(
    hisEncountersStepsOptions({ path: { encounter_id: encounterId }, query: { limit: 200 } }),
  )
  if (!data?.items.length) return null
  return (
    <Panel title={t('steps')} flush>
      <ol className={css.steps}>
        {data.items.map((step) => (
          <li key={step.id}>
            <span>{showInstant(step.at)}</span>
            <div>
              <b>{t(`act_${step.act}`)}</b> · {step.by_name}
              {step.reason && <small>{step.reason}</small>}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
