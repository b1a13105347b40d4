import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisAdminListUsers } from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Download, PrintButton, Row, Status, Time, Worklist } from '@/kernel/ui'
import { IconUserPlus } from '@/kernel/ui/icons'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { NewUser } from '../parts/NewUser'
import { stateOf } from '../parts/person'
import { nameIn, useDepartments } from '../parts/places'
import { useRoles } from '../parts/roles'
import { UsersStrip } from '../parts/UsersStrip'
import { t } from '../text/users'

/** Who works here, and who may still sign in. */
export function Users() {
  const navigate = useNavigate()
  const mayManage = useMay('his.admin.users.manage')
  const roles = useRoles()
  const [adding, setAdding] = useState(false)
  const { data: departments } = useDepartments()
  const departmentOf = ({ staff }: PersonOut) =>
    staff?.department_id && nameIn(departments, staff.department_id)
  return (
    <AdminPage
      title={names('users')}
      actions={
        <Row>
          <Download href="/api/admin/users.csv">{t('csv')}</Download>
          <PrintButton pdf="/api/admin/users.pdf" title={t('pdf')}>
            {t('pdf')}
          </PrintButton>
          {mayManage && (
            <Button primary hotkey="Alt+N" icon={IconUserPlus} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )}
        </Row>
      }
    >
      <UsersStrip />
      <Worklist<PersonOut>
        list="his.admin.users"
        label={names('users')}
        load={({ active, ...asked }, signal) =>
          hisAdminListUsers({
            query: { ...asked, active: active ? active === 'yes' : undefined },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(person) => person.id}
        filters={[
          { name: 'q', label: t('find'), kind: 'text' },
          {
            name: 'active',
            label: t('state'),
            start: 'yes',
            choices: [
              { value: 'yes', label: t('active') },
              { value: 'no', label: t('disabled') },
            ],
          },
          { name: 'role', label: t('role'), choices: roles.choices, list: true },
        ]}
        columns={[
          { head: t('name'), show: (person) => person.name, phone: 'title' },
          { head: t('username'), show: (person) => person.username },
          { head: t('roles'), show: (person) => roles.titles(person.roles) || t('noRole') },
          { head: t('department'), show: departmentOf },
          {
            head: t('lastSignIn'),
            show: (person) =>
              person.last_sign_in ? <Time at={person.last_sign_in} /> : <Dim>{t('never')}</Dim>,
            width: '1%',
            nowrap: true,
            phone: 'hide',
          },
          {
            head: t('state'),
            show: (person) => <Status tone={stateOf(person).tone}>{stateOf(person).label}</Status>,
            width: '1%',
          },
        ]}
        toneOf={(person) => (person.active ? (person.locked_until ? 'red' : undefined) : 'dim')}
        onOpen={(person) => navigate({ to: `/admin/users/${person.id}` })}
      />
      {adding && <NewUser onClose={() => setAdding(false)} />}
    </AdminPage>
  )
}
