import { Link } from '@tanstack/react-router'
import type { KnownOut } from '@/kernel/api/types.gen'
import { Dim, Panel, Status } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './glance.module.css'

/** Problems, results and visits before this one: they came with the visit, in one answer. */
export function Glance({ known }: { known: KnownOut }) {
  return (
    <>
      {known.problems.length > 0 && (
        <Panel title={t('problems')}>
          <ul className={css.list}>
            {known.problems.slice(0, 8).map((each) => (
              <li key={each.code}>
                <strong>{each.code}</strong> {each.name}
                <div>
                  <Dim>{t('times', { n: each.times, at: showDate(each.last) })}</Dim>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {known.results.length > 0 && (
        <Panel title={t('lastResults')}>
          <ul className={css.list}>
            {known.results.map((each) => (
              <li key={each.id}>
                <Link to={each.to}>{each.name}</Link>{' '}
                {each.flag && (
                  <Status tone={each.flag.length > 1 ? 'red' : 'amber'}>{each.flag}</Status>
                )}
                <div className={css.short}>
                  <Dim>
                    {showInstant(each.at, 'date')} · {each.detail}
                  </Dim>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t('lastVisits')}>
        {known.visits.length === 0 && <Dim>{t('firstVisit')}</Dim>}
        <ul className={css.list}>
          {known.visits.map((each) => (
            <li key={each.encounter_id}>
              <Link to={`/visits/${each.encounter_id}`}>{showInstant(each.on, 'date')}</Link>{' '}
              {each.diagnosis || each.code}
              <div className={css.short}>
                <Dim>{[each.room, each.doctor, each.conclusion].filter(Boolean).join(' · ')}</Dim>
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}
