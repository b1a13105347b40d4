import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page, TabPanels } from '@/kernel/ui'
import { Overridden } from '../parts/Overridden'
import { Rules } from '../parts/Rules'
import { Tables } from '../parts/Tables'
import { s } from '../safetyText'

/** What doctors sign against, how each rule fares, and who vouches for the tables. */
export function Safety() {
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const navigate = useNavigate()
  return (
    <Page title={s('title')}>
      <TabPanels
        open={tab ?? 'alerts'}
        onOpen={(next) => navigate({ to: '.' as never, search: { tab: next } as never })}
        tabs={[
          { id: 'alerts', label: s('overridden'), show: <Overridden /> },
          { id: 'rules', label: s('rules'), show: <Rules /> },
          { id: 'tables', label: s('tables'), show: <Tables /> },
        ]}
      />
    </Page>
  )
}
