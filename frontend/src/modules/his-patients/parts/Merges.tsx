import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPatientsListMergesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsUnmerge } from '@/kernel/api/sdk.gen'
import type { MergeOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Panel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { Ending } from './Ending'
import css from './record.module.css'

/** Every merge of this record; each can be taken apart again. */
export function Merges({ patientId }: { patientId: string }) {
  const mayMerge = useMay('his.patients.patient.merge')
  const { data } = useQuery(hisPatientsListMergesOptions({ path: { patient_id: patientId } }))
  const [undoing, setUndoing] = useState<MergeOut>()
  if (!data?.items.length) return null
  return (
    <Panel title={t('merges')} flush>
      <ul className={css.list}>
        {data.items.map((each) => (
          <li key={each.id} data-ended={each.unmerged_at !== null || undefined}>
            <span className={css.text}>
              <b>
                {each.gone_code} → {each.kept_code}
              </b>
              <small>
                {[
                  each.gone_name,
                  showInstant(each.merged_at),
                  each.merged_by_name,
                  each.reason,
                  t('rowsMoved', { n: each.rows }),
                ].join(' · ')}
              </small>
              {each.unmerged_at && (
                <small>
                  {t('unmergedAt', {
                    at: showInstant(each.unmerged_at),
                    by: each.unmerged_by_name,
                  })}
                  {` · ${each.unmerge_reason}`}
                </small>
              )}
            </span>
            {each.unmerged_at ? (
              <Status tone="grey">{t('unmerged')}</Status>
            ) : (
              mayMerge &&
              each.kept_id === patientId && (
                <Button small danger onClick={() => setUndoing(each)}>
                  {t('unmerge')}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      {undoing && (
        <Ending
          title={t('unmergeTitle')}
          verb={t('unmerge')}
          before={t('oneRecord', { code: undoing.kept_code })}
          after={t('twoRecords', {
            one: undoing.kept_code,
            other: `${undoing.gone_code} ${undoing.gone_name}`,
            n: undoing.rows,
          })}
          send={(reason, headers) =>
            hisPatientsUnmerge({
              path: { patient_id: patientId, merge_id: undoing.id },
              body: { reason, version: undoing.version },
              headers,
            })
          }
          onDone={() => setUndoing(undefined)}
        />
      )}
    </Panel>
  )
}
