import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisCatalogsEntries } from '@/kernel/api/sdk.gen'
import type { EntryOut, ListOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { language, say } from '@/kernel/text'
import { Button, DateField, Dim, Download, type Filter, Status, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { showDate, today } from '@/kernel/when'
import css from '../catalogs.module.css'
import { columnsInSight, STATE_TONE, showFact, stateOf } from '../entries'
import { EntryForm } from '../parts/EntryForm'
import { EntryPanel } from '../parts/EntryPanel'
import { ListPage } from '../parts/ListPage'
import { t } from '../text'

/** One list in the order of its codes: found without diacritics, as of any day. */
export function Entries() {
  const mayEdit = useMay('his.catalogs.entry.edit')
  const mayExport = useMay('his.catalogs.entry.export')
  const [adding, setAdding] = useState(false)
  return (
    <ListPage
      actions={(list) => (
        <>
          {mayExport && (
            <>
              <Download href={`/api/catalogs/${list.id}/export?format=csv`}>
                {t('exportCsv')}
              </Download>
              <Download href={`/api/catalogs/${list.id}/export?format=xlsx`}>
                {t('exportXlsx')}
              </Download>
            </>
          )}
          {mayEdit && !list.official && (
            <Button primary hotkey="F2" icon={IconPlus} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )}
        </>
      )}
    >
      {(list) => (
        <>
          <InOrder list={list} />
          {adding && <EntryForm list={list} onClose={() => setAdding(false)} />}
        </>
      )}
    </ListPage>
  )
}

function filtersOf(list: ListOut): Filter[] {
  return [
    {
      name: 'shown',
      label: t('shown'),
      start: 'in_force',
      choices: [{ value: 'in_force', label: t('shownInForce') }],
    },
    ...(list.maps_to
      ? [
          {
            name: 'mapping',
            label: t('mapping'),
            choices: [
              { value: 'mapped', label: t('mapped') },
              { value: 'unmapped', label: t('notMapped') },
              { value: 'unknown', label: t('unknownMapping') },
            ],
          },
        ]
      : []),
    { name: 'q', label: t('findEntry'), kind: 'text' as const },
  ]
}

function InOrder({ list }: { list: ListOut }) {
  const [open, setOpen] = useState<EntryOut>()
  const { on }: { on?: string } = useSearch({ strict: false })
  const english = language() === 'en'
  return (
    <>
      <Worklist<EntryOut>
        list={`his.catalogs.entries.${list.id}`}
        label={say(list.title)}
        fixed={{ on }}
        filters={filtersOf(list)}
        load={({ shown, ...asked }, signal) =>
          hisCatalogsEntries({
            path: { list_id: list.id },
            query: { ...asked, shown: shown === 'in_force' ? 'in_force' : 'all' },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        onOpen={setOpen}
        toneOf={(row) => (stateOf(row, on) === 'active' ? undefined : 'dim')}
        right={<OnDay />}
        empty={t(list.official ? 'emptyList' : 'emptyOwn')}
        columns={[
          { head: t('code'), width: '1%', nowrap: true, show: (row) => <b>{row.code}</b> },
          {
            head: t('name'),
            phone: 'title',
            show: (row) => (english && row.name_en ? row.name_en : row.name),
          },
          ...columnsInSight(list).map((column) => ({
            head: say(column.title),
            align: column.kind === 'money' ? ('right' as const) : undefined,
            nowrap: column.kind !== 'text',
            phone: 'hide' as const,
            show: (row: EntryOut) => showFact(column, row.facts[column.id]),
          })),
          ...(list.maps_to
            ? [
                {
                  head: t('ministryCode'),
                  width: '1%',
                  nowrap: true,
                  show: (row: EntryOut) =>
                    row.ministry_code || <Status tone="amber">{t('notMapped')}</Status>,
                },
              ]
            : []),
          { head: t('validFrom'), width: '1%', nowrap: true, phone: 'hide', show: From },
          {
            head: t('state'),
            width: '1%',
            show: (row) => {
              const state = stateOf(row, on)
              return <Status tone={STATE_TONE[state]}>{t(state)}</Status>
            },
          },
        ]}
      />
      {open && <EntryPanel list={list} entry={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function From(row: EntryOut) {
  return (
    <>
      {showDate(row.valid_from)}
      {row.valid_to && <Dim> – {showDate(row.valid_to)}</Dim>}
    </>
  )
}

/** The day on which entries are in force; empty is today. */
function OnDay() {
  const search: { on?: string } = useSearch({ strict: false })
  const navigate = useNavigate()
  return (
    <div className={css.onDay}>
      <DateField
        label={t('on')}
        value={search.on ?? null}
        onChange={(day) =>
          navigate({
            to: '.',
            search: { ...search, on: day && day !== today() ? day : undefined } as never,
            replace: true,
          })
        }
      />
    </div>
  )
}
