import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { hisFormsFormsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { PrintFormLine } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Awaited, Dim, Page, Panel, Status, Table } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** Every form of the house, and which the facility wrote itself. */
export function Forms() {
  const navigate = useNavigate()
  const found = useQuery(hisFormsFormsOptions())
  return (
    <Page title={t('forms')}>
      <Awaited of={found}>
        {({ forms }) => (
          <Panel flush>
            <Table<PrintFormLine>
              label={t('forms')}
              rows={forms}
              keyOf={(row) => row.id}
              onOpen={(row) => navigate({ to: `/forms/${row.id}` } as never)}
              columns={[
                {
                  head: t('form'),
                  phone: 'title',
                  show: (row) => <Link to={`/forms/${row.id}` as never}>{say(row.title)}</Link>,
                },
                { head: t('module'), show: (row) => say(row.module) },
                {
                  head: t('version'),
                  show: (row) =>
                    row.version === null ? (
                      <Dim>{t('shipped')}</Dim>
                    ) : (
                      <Status tone="blue">
                        {t('own', { n: row.version, since: showDate(row.since ?? '') })}
                      </Status>
                    ),
                },
              ]}
            />
          </Panel>
        )}
      </Awaited>
    </Page>
  )
}
