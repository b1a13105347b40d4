import type { DifferenceOut, ListOut } from '@/kernel/api/types.gen'
import { type Asked, Dim, Status, type Tone, Worklist } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import css from '../catalogs.module.css'
import { fieldTitle, showChange } from '../entries'
import { t } from '../text'

const KIND: Record<
  DifferenceOut['kind'],
  { tone: Tone; word: 'added' | 'changed' | 'kindEnded' | 'unchanged' }
> = {
  added: { tone: 'green', word: 'added' },
  changed: { tone: 'blue', word: 'changed' },
  ended: { tone: 'amber', word: 'kindEnded' },
  unchanged: { tone: 'grey', word: 'unchanged' },
}

type Props = {
  list: ListOut
  /** Names it in the cache. */
  name: string
  /** Whether the server can show one kind only. */
  byKind?: boolean
  fixed?: Record<string, string | undefined>
  load: (
    asked: Asked,
    signal: AbortSignal,
  ) => Promise<{ items: DifferenceOut[]; next: string | null } | undefined>
}

/** Code by code: what is added, changed in what, or ended, and from which day. */
export function Differences({ list, name, byKind, fixed, load }: Props) {
  return (
    <Worklist<DifferenceOut>
      list={name}
      label={t('difference')}
      empty={t('noDifference')}
      fixed={fixed}
      filters={
        byKind
          ? [
              {
                name: 'kind',
                label: t('kind'),
                choices: (['added', 'changed', 'ended'] as const).map((kind) => ({
                  value: kind,
                  label: t(KIND[kind].word),
                })),
              },
            ]
          : []
      }
      load={load}
      keyOf={(row) => `${row.code} ${row.kind} ${row.on}`}
      columns={[
        { head: t('code'), width: '1%', nowrap: true, show: (row) => <b>{row.code}</b> },
        { head: t('name'), phone: 'title', show: (row) => row.name },
        {
          head: t('kind'),
          width: '1%',
          show: ({ kind }) => <Status tone={KIND[kind].tone}>{t(KIND[kind].word)}</Status>,
        },
        { head: t('effective'), width: '1%', nowrap: true, show: (row) => showDate(row.on) },
        { head: t('fields'), show: (row) => <Fields list={list} of={row} /> },
      ]}
    />
  )
}

function Fields({ list, of }: { list: ListOut; of: DifferenceOut }) {
  return (
    <ul className={css.fields}>
      {of.fields.map(({ field, before, after }) => (
        <li key={field}>
          <Dim>{fieldTitle(list, field)}:</Dim> <del>{showChange(list, field, before)}</del> →{' '}
          <ins>{showChange(list, field, after)}</ins>
        </li>
      ))}
    </ul>
  )
}
