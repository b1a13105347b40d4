import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useKeys } from '../keys'
import { useLive } from '../live'
import { LineDown, refusalOf } from '../refusal'
import { w } from '../words'
import { Alert } from './Alert'
import { Button } from './Button'
import { type Filter, FilterBar, useFilters } from './Filters'
import { type Column, Table } from './Table'
import css from './table.module.css'

export type Asked = { after?: string; limit: number } & Record<string, string | number | undefined>

type Props<T> = {
  /** Names the list in the cache, for `useLive` and `invalidateQueries`: `his.queue.tickets`. */
  list: string
  /** What is listed, for those who hear the page. */
  label: string
  /** `(asked, signal) => hisQueueTickets({ query: asked, signal }).then((r) => r.data)` */
  load: (
    asked: Asked,
    signal: AbortSignal,
  ) => Promise<{ items: T[]; next: string | null } | undefined>
  columns: Column<T>[]
  keyOf: (row: T) => string
  filters?: Filter[]
  /** More of what is asked that is no filter: a room, a patient. */
  fixed?: Record<string, string | number | undefined>
  onOpen?: (row: T) => void
  actions?: (row: T) => ReactNode
  toneOf?: (row: T) => 'red' | 'amber' | 'green' | 'dim' | undefined
  /** SSE topics on which the list asks again. */
  live?: string[]
  /** What to say, and perhaps to do, where there is nothing. */
  empty?: ReactNode
  /** Beside the filters. */
  right?: ReactNode
}

/**
 * One line a person or thing, fifty at a time; filters in the address; moves by itself.
 * Enter in the field that finds opens the only line, or goes to the first of several.
 */
export function Worklist<T>(props: Props<T>) {
  const { list, load, filters = [], fixed = {} } = props
  const { values, set, clear, filtered } = useFilters(filters)
  const box = useRef<HTMLElement>(null)
  const asked = { ...values, ...fixed }
  const found = useInfiniteQuery({
    queryKey: [list, asked],
    queryFn: ({ pageParam, signal }) => load({ ...asked, after: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  useLive(props.live ?? [], [[list]])

  const toFirst = () => box.current?.querySelector<HTMLElement>('tbody tr')?.focus()
  useKeys(props.onOpen ? { 'Alt+ArrowDown': { label: props.label, act: toFirst } } : {})

  const rows = found.data?.pages.flatMap((page) => page?.items ?? [])
  const [sought, setSought] = useState<{ name: string; text: string }>()
  const answered = !found.isFetching && !found.isPlaceholderData
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer to what was sought is there
  useEffect(() => {
    if (!sought || !answered || values[sought.name] !== sought.text) return
    setSought(undefined)
    const [only, second] = rows ?? []
    if (only && !second && props.onOpen) props.onOpen(only)
    else toFirst()
  }, [sought, answered, rows])

  const failure = found.error ? refusalOf(found.error) : undefined
  const retry = (
    <Button small onClick={() => found.refetch()} busy={found.isFetching}>
      {w('retry')}
    </Button>
  )
  return (
    <section ref={box} className={css.list} aria-busy={found.isFetching}>
      {(filters.length > 0 || props.right) && (
        <div className={css.head}>
          <FilterBar
            filters={filters}
            values={values}
            set={set}
            onEnter={(name, text) => setSought({ name, text })}
          />
          {props.right}
        </div>
      )}
      {failure && (
        <Alert weight={found.error instanceof LineDown ? 'info' : 'warning'} right={retry}>
          {failure.sentence}
        </Alert>
      )}
      {rows === undefined && !failure && <Skeleton />}
      {rows?.length === 0 && (
        <div className={css.empty}>
          {filtered ? w('emptyFiltered') : (props.empty ?? w('empty'))}
          {filtered && (
            <Button quiet small onClick={clear}>
              {w('filterClear')}
            </Button>
          )}
        </div>
      )}
      {rows && rows.length > 0 && (
        <Table
          label={props.label}
          columns={props.columns}
          rows={rows}
          keyOf={props.keyOf}
          onOpen={props.onOpen}
          actions={props.actions}
          toneOf={props.toneOf}
        />
      )}
      {found.hasNextPage && (
        <div className={css.more}>
          <Button quiet busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {w('more')}
          </Button>
        </div>
      )}
    </section>
  )
}

function Skeleton() {
  return (
    <div className={css.skeleton} role="status" aria-label={w('loading')}>
      {Array.from({ length: 8 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={row} />
      ))}
    </div>
  )
}
