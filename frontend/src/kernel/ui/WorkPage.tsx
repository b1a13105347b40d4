import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import css from './page.module.css'
import { TabPanels } from './TabPanels'

export type WorkColumn = { title: string; show: ReactNode }

/** Known, doing, coming out: three columns; under 1000 px wide they become tabs. */
export function WorkPage({
  known,
  now,
  out,
}: {
  known: WorkColumn
  now: WorkColumn
  out: WorkColumn
}) {
  const narrow = useMediaQuery('(max-width: 999px)', window.innerWidth < 1000)
  if (narrow) {
    return (
      <TabPanels
        start="now"
        tabs={[
          { id: 'known', label: known.title, show: known.show },
          { id: 'now', label: now.title, show: now.show },
          { id: 'out', label: out.title, show: out.show },
        ]}
      />
    )
  }
  return (
    <div className={css.work}>
      {[known, now, out].map((column) => (
        <section key={column.title} className={css.column} aria-label={column.title}>
          {column.show}
        </section>
      ))}
    </div>
  )
}
