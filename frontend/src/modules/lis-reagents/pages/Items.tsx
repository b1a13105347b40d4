import { useState } from 'react'
import { lisReagentsReagentList } from '@/kernel/api/sdk.gen'
import type { ReagentOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Status, Worklist } from '@/kernel/ui'
import { ItemForm } from '../parts/ItemForm'
import { ItemPanel } from '../parts/ItemPanel'
import { ReagentPage } from '../parts/ReagentPage'
import { shown } from '../parts/state'
import { t } from '../text'

/** Reagents, what a kit holds, and how much of it a test uses. */
export function Items() {
  const may = useMay('lis.reagents.norm.edit')
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<ReagentOut>()
  const [editing, setEditing] = useState<ReagentOut>()
  return (
    <ReagentPage
      title={t('items')}
      actions={
        may && (
          <Button primary onClick={() => setAdding(true)}>
            {t('addItem')}
          </Button>
        )
      }
    >
      <Worklist<ReagentOut>
        list="lis.reagents.items"
        label={t('items')}
        live={['lis.reagents']}
        empty={t('noItems')}
        load={(asked, signal) =>
          lisReagentsReagentList({ query: { after: asked.after }, signal }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        onOpen={setOpen}
        columns={[
          { head: t('code'), nowrap: true, show: (row) => row.code },
          { head: t('name'), phone: 'title', show: (row) => row.name },
          { head: t('maker'), phone: 'hide', show: (row) => row.maker },
          {
            head: t('content'),
            nowrap: true,
            show: (row) => `${shown(row.content)} ${row.content_unit} / ${row.kit_unit}`,
          },
          {
            head: t('openDays'),
            nowrap: true,
            show: (row) => (row.open_days === null ? '–' : t('nDays', { n: row.open_days })),
          },
          {
            head: t('state'),
            width: '1%',
            show: (row) => (
              <Status tone={row.active ? 'green' : 'grey'}>
                {t(row.active ? 'active' : 'ended')}
              </Status>
            ),
          },
        ]}
      />
      {adding && <ItemForm onClose={() => setAdding(false)} />}
      {editing && <ItemForm reagent={editing} onClose={() => setEditing(undefined)} />}
      {open && (
        <ItemPanel
          key={open.id}
          id={open.id}
          name={open.name}
          onEdit={(reagent) => {
            setOpen(undefined)
            setEditing(reagent)
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </ReagentPage>
  )
}
