import { useState } from 'react'
import { hisOrdersAllTemplates } from '@/kernel/api/sdk.gen'
import type { OrderKind, ResultTemplateOut } from '@/kernel/api/types.gen'
import { Button, Page, Worklist } from '@/kernel/ui'
import { KINDS, TemplatePanel } from '../parts/TemplatePanel'
import { s } from '../textSets'

/** Usual descriptions and conclusions for imaging, function tests and procedures. */
export function ResultTemplates() {
  const [open, setOpen] = useState<ResultTemplateOut | 'new'>()
  return (
    <Page
      title={s('templates')}
      actions={
        <Button primary onClick={() => setOpen('new')}>
          {s('newTemplate')}
        </Button>
      }
    >
      <Worklist<ResultTemplateOut>
        list="his.orders.templates"
        label={s('templates')}
        empty={s('noTemplates')}
        load={(asked, signal) =>
          hisOrdersAllTemplates({
            query: {
              q: (asked.q as string) ?? '',
              kind: (asked.kind as OrderKind) || undefined,
              ended: asked.state ? asked.state === 'ended' : undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((answer) => answer.data)
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
          {
            name: 'kind',
            label: s('kind'),
            choices: KINDS.map((value) => ({ value, label: s(value) })),
          },
          { name: 'q', label: s('find'), kind: 'text' },
        ]}
        keyOf={(row) => row.id}
        onOpen={setOpen}
        toneOf={(row) => (row.active ? undefined : 'dim')}
        columns={[
          { head: s('name'), show: (row) => row.name, phone: 'title' },
          {
            head: s('kind'),
            show: (row) => s(row.kind as (typeof KINDS)[number]),
            width: '1%',
            nowrap: true,
          },
          { head: s('services'), show: (row) => row.service_code, width: '1%', nowrap: true },
          { head: s('conclusion'), show: (row) => row.conclusion || row.text.split('\n')[0] },
        ]}
      />
      {open && (
        <TemplatePanel
          key={open === 'new' ? 'new' : open.id}
          of={open === 'new' ? undefined : open}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Page>
  )
}
