import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  hisAdminInactiveUsersOptions,
  hisAdminListParametersOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { Alert, Awaited, Panel, Stack, Table, Time } from '@/kernel/ui'
import { AdminPage } from '../parts/AdminPage'
import { useRoles } from '../parts/roles'
import { UsersStrip } from '../parts/UsersStrip'
import { t } from '../text/users'

/** Accounts that are open and that nobody uses: ask, then disable. */
export function Inactive() {
  const navigate = useNavigate()
  const roles = useRoles()
  const found = useQuery(hisAdminInactiveUsersOptions())
  const { data: all } = useQuery(hisAdminListParametersOptions())
  const days = all?.parameters.find((each) => each.id === 'his.admin.inactive_days')?.value
  return (
    <AdminPage title={t('inactive')}>
      <UsersStrip />
      <Stack>
        <Alert weight="info">
          {days ? t('inactiveHint', { days: String(days) }) : t('inactiveHintPlain')}
        </Alert>
        <Awaited of={found} rows={3}>
          {({ people }) =>
            people.length ? (
              <Panel flush>
                <Table
                  label={t('inactive')}
                  rows={people}
                  keyOf={(person) => person.id}
                  columns={[
                    { head: t('name'), show: (person) => person.name, phone: 'title' },
                    { head: t('username'), show: (person) => person.username },
                    { head: t('roles'), show: (person) => roles.titles(person.roles) },
                    { head: t('department'), show: (person) => person.department },
                    {
                      head: t('lastSignIn'),
                      show: (person) =>
                        person.last_sign_in ? <Time at={person.last_sign_in} /> : t('never'),
                    },
                  ]}
                  onOpen={(person) => navigate({ to: `/admin/users/${person.id}` })}
                />
              </Panel>
            ) : (
              <Panel>{t('noInactive')}</Panel>
            )
          }
        </Awaited>
      </Stack>
    </AdminPage>
  )
}
