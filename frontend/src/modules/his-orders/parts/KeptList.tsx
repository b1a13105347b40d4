import { type ReactNode, useState } from 'react'
import { type Asked, Button, type Column, Page, Worklist } from '@/kernel/ui'
import { s } from '../textSets'

type Kept = { id: string; active: boolean }

type Props<T extends Kept> = {
  list: string
  title: string
  /** On the button that begins a new one. */
  add: string
  empty: string
  load: (
    asked: { q: string; ended?: boolean; after?: string; limit: number },
    more: Asked,
    signal: AbortSignal,
  ) => Promise<{ items: T[]; next: string | null } | undefined>
  filter: { name: string; label: string; choices: { value: string; label: string }[] }
  columns: Column<T>[]
  panel: (of: T | undefined, onClose: () => void) => ReactNode
}

/** What a house keeps and now and then puts out of use: found, opened, changed, made anew. */
export function KeptList<T extends Kept>(props: Props<T>) {
  const [open, setOpen] = useState<T | 'new'>()
  const panel = open && props.panel(open === 'new' ? undefined : open, () => setOpen(undefined))
  return (
    <Page
      title={props.title}
      actions={
        <Button primary onClick={() => setOpen('new')}>
          {props.add}
        </Button>
      }
    >
      <Worklist<T>
        list={props.list}
        label={props.title}
        empty={props.empty}
        load={(asked, signal) =>
          props.load(
            {
              q: (asked.q as string) ?? '',
              ended: asked.state ? asked.state === 'ended' : undefined,
              after: asked.after,
              limit: asked.limit,
            },
            asked,
            signal,
          )
        }
        filters={[
          {
            name: 'state',
            label: s('state'),
            start: 'used',
            choices: [
              { value: 'used', label: s('used') },
              { value: 'ended', label: s('ended') },
            ],
          },
          props.filter,
          { name: 'q', label: s('find'), kind: 'text' },
        ]}
        keyOf={(row) => row.id}
        onOpen={setOpen}
        toneOf={(row) => (row.active ? undefined : 'dim')}
        columns={props.columns}
      />
      {panel}
    </Page>
  )
}
