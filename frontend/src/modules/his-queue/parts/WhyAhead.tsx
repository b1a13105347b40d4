import type { TicketOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Why } from '@/kernel/ui'
import { t } from '../text'
import css from './queue.module.css'

const OF_LAW = ['emergency', 'child_under_6', 'pregnant', 'severe_disability', 'aged_75', 'merit']

/** Why somebody who came later goes first: the rule, its source, and whom he passes. */
export function WhyAhead({ of }: { of: TicketOut }) {
  if (of.priority === 'ordinary' && !of.overtakes) return null
  const words = say(of.why)
  return (
    <span className={css.ahead}>
      {words}
      <Why
        rule={words ? t('goesAhead', { why: words }) : t('takesTurns')}
        source={t(OF_LAW.includes(of.priority) ? 'sourceLaw' : 'sourceHouse')}
        numbers={[
          ...(of.overtakes !== null ? [{ label: t('overtakes'), value: of.overtakes }] : []),
          ...(of.ahead !== null ? [{ label: t('ahead'), value: of.ahead }] : []),
          ...(of.expected_minutes !== null
            ? [{ label: t('expected'), value: t('minutes', { n: of.expected_minutes }) }]
            : []),
        ]}
      />
    </span>
  )
}
