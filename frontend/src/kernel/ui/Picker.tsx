import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { w } from '../words'
import { Combo, type Line } from './Combo'
import type { Entry } from './Labelled'

type Props<T> = Entry<T | null> & {
  /** Names the list in the cache: `his.catalogs.icd`. */
  list: string
  /** Asks the server, which searches without diacritics. */
  search: (text: string, signal: AbortSignal) => Promise<T[]>
  line: (item: T) => Line
  placeholder?: string
  /** How much to type before asking. 0: offers something (recent ones) at once. */
  from?: number
  /** Stays in the field after a choice: for adding one line after another. */
  keepOpen?: boolean
}

/** Search as typed: ICD, drugs, services, communes, people. */
export function Picker<T>({ list, search, line, from = 2, ...rest }: Props<T>) {
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text, 120)
  const enough = Math.min(asked.trim().length, text.trim().length) >= from
  const found = useQuery({
    queryKey: ['pick', list, asked.trim()],
    queryFn: ({ signal }) => search(asked.trim(), signal),
    enabled: enough,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  // What stands there may still be the answer to the last words: it is not to be taken by Enter.
  const behind = text !== asked || found.isLoading || found.isPlaceholderData
  const waiting = text.trim().length >= from && behind
  return (
    <Combo<T>
      {...rest}
      short={from === 0}
      lines={enough ? found.data : undefined}
      lineOf={line}
      busy={waiting}
      onSearch={setText}
      hintInList={enough ? undefined : w('keepTyping', { n: from })}
    />
  )
}
