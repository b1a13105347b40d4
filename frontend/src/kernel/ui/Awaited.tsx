import type { ReactNode } from 'react'
import { LineDown, refusalOf } from '../refusal'
import { w } from '../words'
import { Alert } from './Alert'
import { Button } from './Button'
import css from './table.module.css'

/** What a `useQuery` answers: its skeleton, its refusal with "try again", then the thing. */
export function Awaited<T>({
  of,
  rows = 8,
  children,
}: {
  of: { data: T | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }
  /** How tall the skeleton is, so that little moves. */
  rows?: number
  children: (data: T) => ReactNode
}) {
  const { data, error } = of
  const failure = error ? refusalOf(error) : undefined
  return (
    <>
      {failure && (
        <Alert
          weight={error instanceof LineDown ? 'info' : 'warning'}
          right={
            <Button small onClick={() => of.refetch()} busy={of.isFetching}>
              {w('retry')}
            </Button>
          }
        >
          {failure.sentence}
        </Alert>
      )}
      {data !== undefined && children(data)}
      {data === undefined && !failure && (
        <div className={css.skeleton} role="status" aria-label={w('loading')}>
          {Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <div key={row} />
          ))}
        </div>
      )}
    </>
  )
}
