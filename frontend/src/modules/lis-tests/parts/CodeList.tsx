import { type ComponentProps, type ReactNode, useState } from 'react'
import { useMay } from '@/kernel/may'
import { Awaited, Button, type Column, Stack, Status, Table } from '@/kernel/ui'
import { t } from '../text'

type Kept = { id: string; active: boolean }

/** A short list that is edited line by line in a side panel; what has ended stands dimmed. */
export function CodeList<Row extends Kept>({
  label,
  found,
  columns,
  panel,
}: {
  label: string
  found: ComponentProps<typeof Awaited<{ items: Row[] }>>['of']
  columns: Column<Row>[]
  /** What edits a line, or enters a new one. */
  panel: (of: Row | undefined, onClose: () => void) => ReactNode
}) {
  const mayEdit = useMay('lis.tests.section.edit')
  const [open, setOpen] = useState<Row | 'new'>()
  return (
    <Stack>
      {mayEdit && <Button onClick={() => setOpen('new')}>{t('add')}</Button>}
      <Awaited of={found} rows={8}>
        {(page) => (
          <Table<Row>
            label={label}
            rows={page.items}
            keyOf={(row) => row.id}
            onOpen={mayEdit ? setOpen : undefined}
            toneOf={(row) => (row.active ? undefined : 'dim')}
            columns={[
              ...columns,
              {
                head: t('state'),
                show: (row) => (row.active ? null : <Status tone="grey">{t('ended')}</Status>),
              },
            ]}
          />
        )}
      </Awaited>
      {open && panel(open === 'new' ? undefined : open, () => setOpen(undefined))}
    </Stack>
  )
}
