import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { hisAdminOneUserOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Alert, Awaited, Facts, Panel, Stack, Status } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { stateOf } from '../parts/person'
import { useRoles } from '../parts/roles'
import { UserActs } from '../parts/UserActs'
import { UserForm } from '../parts/UserForm'
import { UserRoles } from '../parts/UserRoles'
import { UserSecurity } from '../parts/UserSecurity'
import { UserSessions } from '../parts/UserSessions'
import { UserTokens } from '../parts/UserTokens'
import css from '../parts/user.module.css'
import { t } from '../text/users'

/** One account: who it is, what it may do, where it is signed in. */
export function User() {
  const { userId } = useParams({ strict: false }) as { userId: string }
  const found = useQuery(hisAdminOneUserOptions({ path: { user_id: userId } }))
  const person = found.data
  const mayManage = useMay('his.admin.users.manage')
  return (
    <AdminPage
      title={person?.name ?? names('users')}
      detail={
        person && (
          <>
            {person.username} <Status tone={stateOf(person).tone}>{stateOf(person).label}</Status>
          </>
        )
      }
      actions={person && mayManage && <UserActs person={person} />}
    >
      <Awaited of={found}>{(shown) => <Shown key={shown.id} person={shown} />}</Awaited>
    </AdminPage>
  )
}

function Shown({ person }: { person: PersonOut }) {
  const mayManage = useMay('his.admin.users.manage')
  const mayTokens = useMay('his.admin.tokens.manage')
  const mayAudit = useMay('his.admin.audit.read')
  return (
    <Stack>
      {person.locked_until && (
        <Alert weight="warning">{t('lockedUntil', { at: showInstant(person.locked_until) })}</Alert>
      )}
      <div className={css.two}>
        <Stack>
          <Panel title={t('work')}>
            {mayManage ? <UserForm key={person.version} person={person} /> : <Work of={person} />}
          </Panel>
        </Stack>
        <Stack>
          <UserRoles person={person} />
          <nav className={css.links} aria-label={t('rolesOf')}>
            <Link to="/admin/rights/why" search={{ user: person.id } as never}>
              {t('why')}
            </Link>
            <Link to="/admin/rights/view-as" search={{ user: person.id } as never}>
              {t('viewAs')}
            </Link>
            {mayAudit && (
              <Link to="/admin/audit" search={{ actor_id: person.id } as never}>
                {t('auditOf')}
              </Link>
            )}
          </nav>
          {mayManage && person.kind === 'person' && (
            <>
              <UserSecurity person={person} />
              <UserSessions person={person} />
            </>
          )}
          {mayTokens && <UserTokens person={person} />}
        </Stack>
      </div>
    </Stack>
  )
}

function Work({ of: person }: { of: PersonOut }) {
  const roles = useRoles()
  const { staff } = person
  return (
    <Facts
      of={[
        { label: t('roles'), value: roles.titles(person.roles) },
        { label: t('title'), value: staff?.title || undefined },
        { label: t('department'), value: person.department || undefined },
        { label: t('licence'), value: staff?.licence || undefined },
        {
          label: t('licenceOn'),
          value: staff?.licence_on ? showDate(staff.licence_on) : undefined,
        },
        { label: t('phone'), value: staff?.phone || undefined },
      ]}
    />
  )
}
