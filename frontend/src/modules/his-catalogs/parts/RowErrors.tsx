import type { ImportOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Alert, Dim, Panel, Table } from '@/kernel/ui'
import css from '../catalogs.module.css'
import { t } from '../text'

type RowError = ImportOut['first_errors'][number]

/** What is wrong with a file, row by row, and what of it was not used. */
export function RowErrors({ of }: { of: ImportOut }) {
  const used = of.most_used.map(({ code, count }) => t('usedTimes', { code, n: count }))
  return (
    <>
      {of.errors > 0 && (
        <Panel title={t('rowErrors')} flush>
          <Table<RowError>
            label={t('rowErrors')}
            rows={of.first_errors}
            keyOf={(row) => `${row.row} ${row.column} ${row.says.en}`}
            columns={[
              {
                head: t('rowHead'),
                width: '1%',
                nowrap: true,
                show: (row) => t('row', { n: row.row }),
              },
              { head: t('column'), width: '1%', nowrap: true, show: (row) => row.column },
              { head: t('problem'), phone: 'title', show: (row) => say(row.says) },
            ]}
          />
          {of.errors > of.first_errors.length && (
            <div className={css.pad}>
              <Dim>{t('moreErrors')}</Dim>
            </div>
          )}
        </Panel>
      )}
      {of.ignored_columns.length > 0 && (
        <Alert weight="info">{t('ignored', { names: of.ignored_columns.join(', ') })}</Alert>
      )}
      {of.joined_rows > 0 && <Alert weight="info">{t('joined', { n: of.joined_rows })}</Alert>}
      {used.length > 0 && (
        <Panel title={t('mostUsed')}>
          <div className={css.wrap}>
            {used.map((each) => (
              <span key={each}>{each}</span>
            ))}
          </div>
        </Panel>
      )}
    </>
  )
}
