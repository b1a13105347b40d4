import type { CriterionOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Panel } from '@/kernel/ui'
import { cited } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { Note } from './TheText'
import { To } from './To'

/** What assessors ask, how it may be shown, and where other texts say the same. */
export function Asked({ of }: { of: CriterionOut }) {
  const silent = !of.asked && !of.suggested && !of.sources && of.related.length === 0
  if (silent) return null
  return (
    <Panel title={t('asked')}>
      {of.asked && <p className={css.first}>{say(of.asked)}</p>}
      {of.suggested && <Note label={t('suggested')} text={say(of.suggested)} />}
      {of.related.length > 0 && (
        <div className={css.noted}>
          <h3>{t('related')}</h3>
          <p className={css.wrap}>
            {of.related.map((id) => (
              <To key={id} id={id}>
                {cited(id)}
              </To>
            ))}
          </p>
        </div>
      )}
      {of.sources && <Note label={t('sources')} text={say(of.sources)} />}
    </Panel>
  )
}
