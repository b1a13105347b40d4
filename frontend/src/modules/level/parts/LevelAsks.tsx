import type { AssessmentOut } from '@/kernel/api/types.gen'
import { type Both, say } from '@/kernel/text'
import { Dim, SidePanel } from '@/kernel/ui'
import { type Figure, labelOf, passes } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { To } from './To'
import { VerdictStatus } from './Verdicts'

type Props = {
  level: AssessmentOut['levels'][number] | undefined
  names: Record<string, Both>
  told: AssessmentOut
  figure: Figure
  onClose: () => void
}

/** What one level asks, line by line, and how each line stands. */
export function LevelAsks({ level, names, told, figure, onClose }: Props) {
  const verdicts = new Map(told.criteria.map((each) => [each.id, each]))
  const name = level && names[level.level]
  return (
    <SidePanel
      open={level !== undefined}
      title={t('levelAsks', { n: level?.level ?? '' })}
      onClose={onClose}
    >
      {name && <Dim>{say(name)}</Dim>}
      <ul className={css.asks}>
        {level?.requirements.map((each) => {
          const mine = each.criteria.flatMap((id) => verdicts.get(id) ?? [])
          const met = mine.filter((criterion) => passes(figure, criterion[figure]))
          return (
            <li key={each.id}>
              <div>
                {each.kind === 'clause' ? <To id={each.id}>{say(each.title)}</To> : say(each.title)}
                <VerdictStatus of={each[figure]} />
              </div>
              {mine.length > 0 && (
                <p>
                  {t('criteriaMet', { n: met.length, of: mine.length })}:{' '}
                  {mine.map(({ id }) => (
                    <span
                      key={id}
                      data-met={
                        passes(figure, verdicts.get(id)?.[figure] ?? 'not_met') || undefined
                      }
                    >
                      <To id={id}>{labelOf(id)}</To>
                    </span>
                  ))}
                </p>
              )}
            </li>
          )
        })}
      </ul>
    </SidePanel>
  )
}
