import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminComponentsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { fold } from '@/kernel/fold'
import { Alert, Awaited, Dim, Download, Field, Panel, Stack, Table } from '@/kernel/ui'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import css from '../parts/parameters.module.css'
import { t } from '../text/settings'

/** What this installation is made of, each part with its licence. */
export function Software() {
  const found = useQuery(hisAdminComponentsOptions())
  const [typed, setTyped] = useState('')
  return (
    <AdminPage
      title={names('software')}
      detail={
        found.data &&
        `HIS54 · ${t('version', { version: found.data.version })} · ${t('components', {
          n: found.data.components.length,
        })}`
      }
      actions={<Download href="/api/admin/software/sbom">{t('sbom')}</Download>}
    >
      <Stack>
        <Alert weight="info">{t('softwareHint')}</Alert>
        <div className={css.find}>
          <Field label={t('findComponent')} value={typed} onChange={setTyped} />
        </div>
        <Awaited of={found}>
          {({ components }) => (
            <Panel flush>
              <Table
                label={names('software')}
                rows={components.filter((each) =>
                  fold(`${each.name} ${each.licence}`).includes(fold(typed)),
                )}
                keyOf={(each) => `${each.name} ${each.version}`}
                columns={[
                  { head: t('component'), show: (each) => each.name, phone: 'title' },
                  { head: t('versionHead'), show: (each) => each.version },
                  {
                    head: t('licence'),
                    show: (each) => each.licence || <Dim>{t('unknownLicence')}</Dim>,
                  },
                ]}
              />
            </Panel>
          )}
        </Awaited>
      </Stack>
    </AdminPage>
  )
}
