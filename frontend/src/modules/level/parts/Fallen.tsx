import type { FallenOut, OverviewOut, WhatIfOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Panel, Table } from '@/kernel/ui'
import { changedIn } from '../assumptions'
import { type Figure, labelOf, passes } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { To } from './To'
import { VerdictStatus } from './Verdicts'

type Props = {
  found: WhatIfOut | undefined
  figure: Figure
  modules: OverviewOut['modules']
}

/** What falls or rises, from which verdict to which, and whose absence does it. */
export function Fallen({ found, figure, modules }: Props) {
  const changed = changedIn(found, figure)
  const tiers = (found?.requirements ?? []).filter(
    (each) => each.figure === figure && !changed.some(({ id }) => id === each.id),
  )
  const title = new Map(modules.map((each) => [each.id, say(each.title)]))
  return (
    <Panel title={t('fallen')} flush>
      {changed.length === 0 ? (
        <div className={css.pad}>
          <Dim>{t('fallenNone')}</Dim>
        </div>
      ) : (
        <Table<FallenOut>
          label={t('fallen')}
          rows={[...tiers, ...changed]}
          keyOf={(row) => row.id}
          toneOf={(row) => (passes(figure, row.after) ? 'green' : 'amber')}
          columns={[
            {
              head: t('item'),
              width: '1%',
              nowrap: true,
              show: (row) =>
                tiers.includes(row) ? labelOf(row.id) : <To id={row.id}>{labelOf(row.id)}</To>,
            },
            { head: t('title'), show: (row) => say(row.title), phone: 'title' },
            { head: t('before'), width: '1%', show: (row) => <VerdictStatus of={row.before} /> },
            { head: t('after'), width: '1%', show: (row) => <VerdictStatus of={row.after} /> },
            {
              head: t('why'),
              show: (row) =>
                row.because.length > 0 && (
                  <Dim>
                    {t('because', {
                      names: row.because.map((id) => title.get(id) ?? id).join(', '),
                    })}
                  </Dim>
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}
