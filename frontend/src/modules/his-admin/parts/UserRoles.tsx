import { useState } from 'react'
import { hisAdminSetUserRoles } from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Panel, Status } from '@/kernel/ui'
import { IconUser } from '@/kernel/ui/icons'
import { t } from '../text/users'
import { Roles } from './Roles'
import { useRoles } from './roles'
import css from './user.module.css'

export function UserRoles({ person }: { person: PersonOut }) {
  const mayManage = useMay('his.admin.users.manage')
  const roles = useRoles()
  const [changing, setChanging] = useState(false)
  return (
    <Panel
      title={t('roles')}
      actions={
        mayManage && (
          <Button small onClick={() => setChanging(true)}>
            {t('changeRoles')}
          </Button>
        )
      }
    >
      <div className={css.chips}>
        {person.roles.map((id) => (
          <Status key={id} tone="blue" icon={IconUser}>
            {roles.title(id)}
          </Status>
        ))}
        {person.roles.length === 0 && <Dim>{t('noRole')}</Dim>}
      </div>
      {changing && <Changing person={person} onClose={() => setChanging(false)} />}
    </Panel>
  )
}

function Changing({ person, onClose }: { person: PersonOut; onClose: () => void }) {
  const roles = useRoles()
  const [chosen, setChosen] = useState(person.roles)
  const change = useSubmit(
    (reason: string, headers) =>
      hisAdminSetUserRoles({
        path: { user_id: person.id },
        body: { roles: chosen, reason },
        headers,
      }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('changeRoles')}
      verb={t('changeRoles')}
      before={roles.titles(person.roles) || t('noRole')}
      after={roles.titles(chosen) || t('noRole')}
      busy={change.busy}
      refusal={change.refusal}
      onAct={change.submit}
      onClose={onClose}
    >
      <Roles label={t('roles')} choices={roles.choices} value={chosen} onChange={setChosen} />
      <Dim>{t('tell', { name: person.name })}</Dim>
    </DangerPanel>
  )
}
