import { useQuery } from '@tanstack/react-query'
import { hisAdminWhyOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useAssembly } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Alert, Awaited, Row, Select, Stack } from '@/kernel/ui'
import { AdminPage } from '../parts/AdminPage'
import { useAsked } from '../parts/asked'
import { Chain } from '../parts/Chain'
import { RightsStrip } from '../parts/RightsStrip'
import { useRoles } from '../parts/roles'
import { UserPicker } from '../parts/UserPicker'
import { t } from '../text/rights'

/** Why somebody can or cannot do something: the simulator of rights. */
export function WhyCan() {
  const me = useAssembly().user
  const [asked, ask] = useAsked('user', 'permission')
  const { matrix } = useRoles()
  const user = asked.user ?? me.id
  const permission = asked.permission ?? null
  const found = useQuery({
    ...hisAdminWhyOptions({ query: { user, permission: permission ?? '' } }),
    enabled: permission !== null,
  })
  return (
    <AdminPage title={t('why')}>
      <RightsStrip />
      <Stack>
        <Row columns={2}>
          <UserPicker label={t('user')} value={user} onChange={(id) => ask({ user: id })} />
          <Select
            label={t('permission')}
            value={permission}
            onChange={(id) => ask({ permission: id })}
            choices={(matrix?.modules ?? []).flatMap((module) =>
              module.permissions.map((each) => ({
                value: each.id,
                label: say(each.title),
                extra: say(module.title),
              })),
            )}
          />
        </Row>
        {permission ? (
          <Awaited of={found} rows={4}>
            {(why) => <Chain why={why} />}
          </Awaited>
        ) : (
          <Alert weight="info">{t('chooseBoth')}</Alert>
        )}
      </Stack>
    </AdminPage>
  )
}
