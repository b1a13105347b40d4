import type { SimilarOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Button, Panel, Status } from '@/kernel/ui'
import { t } from '../text'
import css from './candidates.module.css'
import { PatientWords } from './PatientWords'

/** Who is here already and may be the same person, most alike first: same, or somebody else? */
export function Candidates({
  of,
  others,
  onSame,
  onOther,
}: {
  of: SimilarOut[]
  /** Ids of those said to be somebody else. */
  others: string[]
  onSame?: (candidate: SimilarOut) => void
  onOther: (id: string, other: boolean) => void
}) {
  const open = of.filter((each) => each.likely && !others.includes(each.id)).length
  return (
    <Panel
      title={t('similar', { n: of.length })}
      actions={open > 0 && <Status tone="amber">{t('decideFirst', { n: open })}</Status>}
      flush
    >
      <ul className={css.list} aria-label={t('similar', { n: of.length })}>
        {of.map((each) => {
          const other = others.includes(each.id)
          return (
            <li
              key={each.id}
              data-likely={each.likely || undefined}
              data-other={other || undefined}
            >
              <span className={css.score} title={t('score')}>
                {each.score}
              </span>
              <div className={css.who}>
                <PatientWords of={each} />
                <small>{each.reasons.map((why) => say(why.says)).join(' · ')}</small>
              </div>
              {other ? (
                <>
                  <Status tone="grey">{t('notSame')}</Status>
                  <Button small quiet onClick={() => onOther(each.id, false)}>
                    {t('undo')}
                  </Button>
                </>
              ) : (
                <>
                  {onSame && (
                    <Button small onClick={() => onSame(each)}>
                      {t('same')}
                    </Button>
                  )}
                  <Button small quiet onClick={() => onOther(each.id, true)}>
                    {t('notSame')}
                  </Button>
                </>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
