import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisEncountersFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisEncountersWorklist } from '@/kernel/api/sdk.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Panel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { w } from '@/kernel/words'
import { t } from '../text'
import css from './recent.module.css'
import { VisitPanel } from './VisitPanel'
import { VisitState } from './VisitState'

const KEY = ['his.encounters.recent']

/** Beside the desk: how many came today, and the last of them, each to correct with a click. */
export function Recent() {
  const mayCount = useMay('his.encounters.figures.read')
  const [open, setOpen] = useState<string>()
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      hisEncountersWorklist({ query: { newest_first: true, limit: 6 }, signal }).then(
        (r) => r.data.items,
      ),
  })
  const figures = useQuery({ ...hisEncountersFiguresOptions(), enabled: mayCount })
  useLive(['encounters'], [KEY, hisEncountersFiguresOptions().queryKey])
  return (
    <Panel
      title={mayCount ? t('todayCount', { n: figures.data?.total ?? 0 }) : t('today')}
      actions={
        <Link to="/visits" className={css.all}>
          {w('all')}
        </Link>
      }
      flush
    >
      {data?.length === 0 && <p className={css.none}>{t('noneToday')}</p>}
      <ul className={css.list}>
        {data?.map((visit) => (
          <li key={visit.id}>
            <button type="button" onClick={() => setOpen(visit.id)}>
              <span className={css.name}>{visit.patient.name}</span>
              <VisitState of={visit.state} />
              <small>
                {showInstant(visit.opened_at, 'time')} · {visit.room.code} · {t(visit.payer)}
              </small>
            </button>
          </li>
        ))}
      </ul>
      {open && <VisitPanel encounterId={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
