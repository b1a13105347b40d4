import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lisSpecimensTubesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Dim, Panel, Status } from '@/kernel/ui'
import { t } from '../text'
import css from './specimens.module.css'
import { TUBE } from './state'

/** The tubes of this visit, beside its orders; nothing where none was drawn. */
export function VisitTubes(props: { encounterId: string; patientId: string }) {
  const options = lisSpecimensTubesOptions({ query: { patient_id: props.patientId, limit: 20 } })
  const found = useQuery(options)
  useLive(['specimens'], [options.queryKey])
  const mine = (found.data?.items ?? []).filter((each) => each.encounter_id === props.encounterId)
  if (mine.length === 0) return null
  return (
    <Panel title={t('specimens')} flush>
      <ul className={css.plain}>
        {mine.map((tube) => (
          <li key={tube.id}>
            <span>
              <Link to={`/lab/specimens/${tube.code}` as never}>{tube.code}</Link>{' '}
              <Dim>{tube.tests.join(', ')}</Dim>
              {tube.state === 'rejected' && <> · {tube.reason}</>}
            </span>
            <Status tone={TUBE[tube.state]}>{t(tube.state)}</Status>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
