import type { ImportOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import css from '../catalogs.module.css'
import { t } from '../text'

/** What a file does, in numbers. */
export function Counts({ of }: { of: ImportOut }) {
  const counts = [
    { label: t('rows'), n: of.rows },
    { label: t('added'), n: of.added, tone: 'green' },
    { label: t('changed'), n: of.changed, tone: 'blue' },
    { label: t('endedCount'), n: of.ended, tone: 'amber' },
    { label: t('unchanged'), n: of.unchanged },
    { label: t('errors'), n: of.errors, tone: 'red' },
    { label: t('used'), n: of.used, tone: 'amber', title: t('usedWhy') },
  ]
  return (
    <dl className={css.counts}>
      {counts.map(({ label, n, tone, title }) => (
        <div key={label} data-tone={n ? tone : undefined} title={title}>
          <dt>{label}</dt>
          <dd>{n.toLocaleString(language())}</dd>
        </div>
      ))}
    </dl>
  )
}
