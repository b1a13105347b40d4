import { useQuery } from '@tanstack/react-query'
import { hisAdminUserSessionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminEndUserSession, hisAdminEndUserSessions } from '@/kernel/api/sdk.gen'
import type { PersonOut, PersonSessionOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Dim, Panel, RefusalNote, Table, Time } from '@/kernel/ui'
import { t } from '../text/users'
import { browserOf } from './browser'

/** Where somebody is signed in now, and the way to end it. */
export function UserSessions({ person }: { person: PersonOut }) {
  const path = { user_id: person.id }
  const found = useQuery(hisAdminUserSessionsOptions({ path }))
  const end = useSubmit((session: PersonSessionOut, headers) =>
    hisAdminEndUserSession({ path: { ...path, session_id: session.id }, headers }),
  )
  const endAll = useSubmit((_: null, headers) => hisAdminEndUserSessions({ path, headers }))
  const open = found.data?.sessions ?? []
  return (
    <Panel
      title={t('sessions')}
      flush={open.length > 0}
      actions={
        open.length > 1 && (
          <Button small danger busy={endAll.busy} onClick={() => endAll.submit(null)}>
            {t('endAll')}
          </Button>
        )
      }
    >
      <RefusalNote of={end.refusal ?? endAll.refusal} />
      <Awaited of={found} rows={2}>
        {({ sessions }) =>
          sessions.length ? (
            <Table
              label={t('sessions')}
              rows={sessions}
              keyOf={(session) => session.id}
              columns={[
                { head: t('since'), show: (s) => <Time at={s.at} />, nowrap: true },
                { head: t('seen'), show: (s) => <Time at={s.seen_at} show="time" /> },
                { head: t('from'), show: (s) => s.ip },
                { head: t('browser'), show: (s) => browserOf(s.browser) },
              ]}
              actions={(session) => (
                <Button small danger onClick={() => end.submit(session)}>
                  {t('end')}
                </Button>
              )}
            />
          ) : (
            <Dim>{t('noSession')}</Dim>
          )
        }
      </Awaited>
    </Panel>
  )
}
