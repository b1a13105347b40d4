import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisCatalogsImports } from '@/kernel/api/sdk.gen'
import type { ImportOut, ListOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Status, Worklist } from '@/kernel/ui'
import { IconUpload } from '@/kernel/ui/icons'
import { showDate, showInstant } from '@/kernel/when'
import { IMPORT_TONE } from '../imports'
import { ImportForm } from '../parts/ImportForm'
import { ListPage } from '../parts/ListPage'
import { t } from '../text'

/** The imports of a list, newest first, and the way to a new one. */
export function Imports() {
  const may = useMay('his.catalogs.import.run')
  const [open, setOpen] = useState(false)
  return (
    <ListPage
      actions={() =>
        may && (
          <Button primary hotkey="F2" icon={IconUpload} onClick={() => setOpen(true)}>
            {t('importNew')}
          </Button>
        )
      }
    >
      {(list) => (
        <>
          <All list={list} />
          {open && <ImportForm list={list} onClose={() => setOpen(false)} />}
        </>
      )}
    </ListPage>
  )
}

function All({ list }: { list: ListOut }) {
  const navigate = useNavigate()
  return (
    <Worklist<ImportOut>
      list={`his.catalogs.imports.${list.id}`}
      label={t('imports')}
      empty={t('importsEmpty')}
      load={({ after, limit }, signal) =>
        hisCatalogsImports({
          path: { list_id: list.id },
          query: { after, limit },
          signal,
        }).then((r) => r.data)
      }
      keyOf={(row) => row.id}
      onOpen={(row) => navigate({ to: `/catalogs/${list.id}/imports/${row.id}` })}
      columns={[
        {
          head: t('checkedBy'),
          width: '1%',
          nowrap: true,
          show: (row) => showInstant(row.checked_at),
        },
        { head: t('file'), phone: 'title', show: (row) => row.file_name },
        {
          head: t('editionFrom'),
          nowrap: true,
          show: (row) => (
            <>
              {showDate(row.valid_from)} <Dim>· {t(row.whole ? 'wholeEdition' : 'partFile')}</Dim>
            </>
          ),
        },
        { head: t('added'), align: 'right', phone: 'hide', show: (row) => row.added },
        { head: t('changed'), align: 'right', phone: 'hide', show: (row) => row.changed },
        { head: t('endedCount'), align: 'right', phone: 'hide', show: (row) => row.ended },
        { head: t('errors'), align: 'right', phone: 'hide', show: (row) => row.errors },
        { head: t('checkedBy'), phone: 'hide', show: (row) => row.checked_by_name },
        {
          head: t('state'),
          width: '1%',
          show: (row) => <Status tone={IMPORT_TONE[row.state]}>{t(row.state)}</Status>,
        },
      ]}
    />
  )
}
