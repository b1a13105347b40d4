import { useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import { hisAdminViewAsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { MatrixOut, SeenOut } from '@/kernel/api/types.gen'
import { type Assembly, NOBODY, useAssembly } from '@/kernel/may'
import { InstalledContext } from '@/kernel/module'
import { navOf } from '@/kernel/nav'
import { say } from '@/kernel/text'
import { Alert, Awaited, Panel, Row, Select, Stack } from '@/kernel/ui'
import { IconCheck, IconX } from '@/kernel/ui/icons'
import { AdminPage } from '../parts/AdminPage'
import { useAsked } from '../parts/asked'
import { RightsStrip } from '../parts/RightsStrip'
import { useRoles } from '../parts/roles'
import { UserPicker } from '../parts/UserPicker'
import css from '../parts/view-as.module.css'
import { t } from '../text/rights'

/** What a role or a person would see, without becoming them. */
export function ViewAs() {
  const [asked, ask] = useAsked('role', 'user')
  const roles = useRoles()
  const chosen = Boolean(asked.role || asked.user)
  const found = useQuery({
    ...hisAdminViewAsOptions({ query: asked.user ? { user: asked.user } : { role: asked.role } }),
    enabled: chosen,
  })
  return (
    <AdminPage title={t('viewAs')}>
      <RightsStrip />
      <Stack>
        <Row columns={2}>
          <Select
            label={t('role')}
            choices={roles.choices}
            value={asked.role ?? null}
            onChange={(role) => ask({ role, user: null })}
          />
          <UserPicker
            label={t('user')}
            value={asked.user ?? null}
            onChange={(user) => ask({ user, role: null })}
          />
        </Row>
        {chosen ? (
          <Awaited of={found}>
            {(seen) => <Seen seen={seen} matrix={roles.matrix} who={roles.titles(seen.roles)} />}
          </Awaited>
        ) : (
          <Alert weight="info">{t('choose')}</Alert>
        )}
      </Stack>
    </AdminPage>
  )
}

function Seen({ seen, matrix, who }: { seen: SeenOut; matrix?: MatrixOut; who: string }) {
  const installed = useContext(InstalledContext)
  const mine = useAssembly()
  const theirs: Assembly = {
    ...NOBODY,
    facility: mine.facility,
    modules: seen.modules as Assembly['modules'],
    may: (seen.held_back.length ? [] : seen.may) as Assembly['may'],
  }
  const menu = navOf(installed, theirs)
  return (
    <Stack>
      {seen.held_back.length > 0 && (
        <Alert weight="warning">
          {t('heldBack')}{' '}
          {seen.held_back
            .map((each) => t(each === 'password' ? 'held_password' : 'held_second_factor'))
            .join('; ')}
        </Alert>
      )}
      <Alert weight="info">{t('seesAs', { name: who })}</Alert>
      <div className={css.two}>
        <Panel title={t('menuOf')}>
          <ul className={css.menu}>
            {menu.map((item) => (
              <li key={item.to}>
                <item.icon size={20} stroke={1.75} />
                {item.label()}
              </li>
            ))}
            {menu.length === 0 && <li>{t('noMenu')}</li>}
          </ul>
        </Panel>
        <Panel title={t('everythingOf')}>
          {matrix?.modules.map((module) => (
            <section key={module.id} className={css.module}>
              <h3>{say(module.title)}</h3>
              <ul>
                {module.permissions.map((permission) => {
                  const may = seen.may.includes(permission.id)
                  return (
                    <li key={permission.id} data-may={may}>
                      {may ? <IconCheck size={15} /> : <IconX size={15} />}
                      <span>{say(permission.title)}</span>
                    </li>
                  )
                })}
              </ul>
            </section>
          ))}
        </Panel>
      </div>
    </Stack>
  )
}
