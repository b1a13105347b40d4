import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { hisCatalogsListsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ListOut } from '@/kernel/api/types.gen'
import { matches } from '@/kernel/fold'
import { language, say } from '@/kernel/text'
import {
  Awaited,
  Dim,
  type Filter,
  FilterBar,
  Page,
  Panel,
  Stack,
  Status,
  Table,
  useFilters,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import css from '../catalogs.module.css'
import { t } from '../text'

/** Every shared list under its heading, with how many codes are in force today. */
export function Lists() {
  const found = useQuery(hisCatalogsListsOptions())
  const items = found.data?.items ?? []
  const groups = [...new Map(items.map((each) => [each.group, each.group_title]))]
  const filters: Filter[] = [
    {
      name: 'group',
      label: t('group'),
      choices: groups.map(([value, title]) => ({ value, label: say(title) })),
    },
    { name: 'q', label: t('find'), kind: 'text' },
  ]
  const { values, set } = useFilters(filters)
  const shown = items.filter(
    (each) =>
      (!values.group || each.group === values.group) &&
      (!values.q ||
        matches(`${each.id} ${say(each.title)} ${say(each.owner)} ${each.source}`, values.q)),
  )
  const sum = items.reduce((all, { entries }) => all + entries, 0)
  return (
    <Page
      title={t('catalogs')}
      detail={
        found.data && t('listsCount', { n: items.length, entries: sum.toLocaleString(language()) })
      }
    >
      <Awaited of={found} rows={14}>
        {() => (
          <Stack>
            <div className={css.bar}>
              <FilterBar filters={filters} values={values} set={set} />
            </div>
            {shown.length === 0 && <Dim>{t('noneFound')}</Dim>}
            {groups.map(([group, title]) => {
              const mine = shown.filter((each) => each.group === group)
              if (mine.length === 0) return null
              return (
                <Panel
                  key={group}
                  title={say(title)}
                  actions={<Dim>{String(mine.length)}</Dim>}
                  flush
                >
                  <Group title={say(title)} of={mine} />
                </Panel>
              )
            })}
          </Stack>
        )}
      </Awaited>
    </Page>
  )
}

function Group({ title, of }: { title: string; of: ListOut[] }) {
  const navigate = useNavigate()
  return (
    <div className={css.lists}>
      <Table<ListOut>
        label={title}
        rows={of}
        keyOf={(row) => row.id}
        onOpen={(row) => navigate({ to: `/catalogs/${row.id}` })}
        columns={[
          {
            head: t('list'),
            width: '26%',
            phone: 'title',
            show: (row) => (
              <Link to={`/catalogs/${row.id}`} className={css.name}>
                {say(row.title)}
              </Link>
            ),
          },
          {
            head: t('entries'),
            width: '110px',
            align: 'right',
            show: (row) => row.entries.toLocaleString(language()),
          },
          { head: t('state'), width: '190px', show: (row) => <Marks of={row} /> },
          { head: t('owner'), width: '16%', phone: 'hide', show: (row) => say(row.owner) },
          {
            head: t('source'),
            phone: 'hide',
            show: (row) => (
              <span className={css.cut} title={row.source}>
                {row.source}
              </span>
            ),
          },
          {
            head: t('lastImport'),
            width: '150px',
            nowrap: true,
            phone: 'hide',
            show: (row) =>
              row.last_import?.approved_at ? (
                showInstant(row.last_import.approved_at)
              ) : (
                <Dim>{t('neverImported')}</Dim>
              ),
          },
        ]}
      />
    </div>
  )
}

function Marks({ of }: { of: ListOut }) {
  if (of.unmapped > 0) return <Status tone="amber">{t('unmapped', { n: of.unmapped })}</Status>
  return <Dim>{t(of.official ? 'official' : 'own')}</Dim>
}
