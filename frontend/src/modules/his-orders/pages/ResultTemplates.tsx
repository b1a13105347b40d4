import { hisOrdersAllTemplates } from '@/kernel/api/sdk.gen'
import type { OrderKind, ResultTemplateOut } from '@/kernel/api/types.gen'
import { KeptList } from '../parts/KeptList'
import { KINDS, TemplatePanel } from '../parts/TemplatePanel'
import { s } from '../textSets'

/** Usual descriptions and conclusions for imaging, function tests and procedures. */
export function ResultTemplates() {
  return (
    <KeptList<ResultTemplateOut>
      list="his.orders.templates"
      title={s('templates')}
      add={s('newTemplate')}
      empty={s('noTemplates')}
      load={(asked, more, signal) =>
        hisOrdersAllTemplates({
          query: { ...asked, kind: (more.kind as OrderKind) || undefined },
          signal,
        }).then((answer) => answer.data)
      }
      filter={{
        name: 'kind',
        label: s('kind'),
        choices: KINDS.map((value) => ({ value, label: s(value) })),
      }}
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
      panel={(of, onClose) => <TemplatePanel key={of?.id ?? 'new'} of={of} onClose={onClose} />}
    />
  )
}
