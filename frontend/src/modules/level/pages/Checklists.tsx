import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { levelChecklistsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ChecklistItemOut, ChecklistOut } from '@/kernel/api/types.gen'
import { matches } from '@/kernel/fold'
import { useLive } from '@/kernel/live'
import { say } from '@/kernel/text'
import { Awaited, Dim, type Filter, FilterBar, Panel, Table, useFilters } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { useAddress } from '../address'
import { CIRCULARS, passes, placeOf } from '../figures'
import css from '../level.module.css'
import { LevelPage } from '../parts/LevelPage'
import { Segments } from '../parts/Segments'
import { VerdictStatus } from '../parts/Verdicts'
import { t } from '../text'

/** Circular 53/2014, Circular 38/2024, Decision 5969: met or not, without levels. */
export function Checklists() {
  const { at, go } = useAddress()
  const found = useQuery(levelChecklistsOptions())
  useLive(['level'])
  const lists = found.data?.checklists ?? []
  const shown = lists.find(({ id }) => id === at.text) ?? lists[0]
  return (
    <LevelPage title={t('checklistsTitle')} detail={t('checklistsNote')}>
      <Awaited of={found} rows={12}>
        {() =>
          shown && (
            <>
              <div className={css.above}>
                <Segments
                  label={t('checklists')}
                  value={shown.id}
                  choices={lists.map(({ id, document }) => ({
                    value: id,
                    label: CIRCULARS[id] ?? id,
                    title: say(document),
                  }))}
                  onChange={(text) => go({ text: text === lists[0]?.id ? undefined : text })}
                />
              </div>
              <OneList of={shown} key={shown.id} />
            </>
          )
        }
      </Awaited>
    </LevelPage>
  )
}

function OneList({ of }: { of: ChecklistOut }) {
  const navigate = useNavigate()
  const filters: Filter[] = [
    {
      name: 'state',
      label: t('state'),
      choices: [
        { value: 'met', label: t('met') },
        { value: 'not', label: t('notYet') },
      ],
    },
    { name: 'q', label: t('find'), kind: 'text' },
  ]
  const { values, set } = useFilters(filters)
  const rows = of.items.filter((item) => {
    const met = item.reached !== null && passes('reached', item.reached)
    if (values.state && (item.reached === null || met !== (values.state === 'met'))) return false
    return !values.q || matches(`${say(item.place)} ${item.id} ${say(item.title)}`, values.q)
  })
  const counts = t('counts', { able: of.able, reached: of.reached, of: of.judged })
  return (
    <Panel title={say(of.document)} actions={<Dim>{counts}</Dim>} flush>
      <div className={css.listHead}>
        <p>
          <b>{t('stateOf')}</b> ({t('asOf', { day: showDate(of.status_as_of) })}): {say(of.status)}
        </p>
        <FilterBar filters={filters} values={values} set={set} />
      </div>
      {rows.length === 0 ? (
        <div className={css.pad}>
          <Dim>{t('noMatch')}</Dim>
        </div>
      ) : (
        <Table<ChecklistItemOut>
          label={say(of.document)}
          rows={rows}
          keyOf={(row) => row.id}
          onOpen={(row) => navigate({ to: `/assessment/${row.id}` })}
          columns={[
            { head: t('place'), width: '1%', nowrap: true, show: (row) => placeOf(row.id) },
            { head: t('title'), phone: 'title', show: (row) => <ItemText of={row} /> },
            { head: t('ableShort'), width: '1%', show: (row) => <Judged of={row.able} /> },
            { head: t('reachedShort'), width: '1%', show: (row) => <Judged of={row.reached} /> },
          ]}
        />
      )}
      <p className={css.padNote}>
        {t('provenance')}: {say(of.provenance)}
      </p>
    </Panel>
  )
}

function ItemText({ of }: { of: ChecklistItemOut }) {
  return (
    <div className={css.says}>
      {of.section && <Dim>{[say(of.place), say(of.section)].join(' · ')}</Dim>}
      <div>{say(of.title)}</div>
      {(of.binds || of.later) && (
        <Dim>
          {[
            of.binds && `${t('binds')}: ${say(of.binds)}`,
            of.later && t('later', { text: say(of.later) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Dim>
      )}
    </div>
  )
}

function Judged({ of }: { of: ChecklistItemOut['able'] }) {
  return of ? <VerdictStatus of={of} /> : <Dim>{t('forInformation')}</Dim>
}
