import { useQuery } from '@tanstack/react-query'
import { sessionOpenSessionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { sessionEndOtherSessions, sessionEndSession } from '@/kernel/api/sdk.gen'
import type { OpenSessionOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Panel, RefusalNote, Status, Table, Time } from '@/kernel/ui'
import { t } from '../text/account'
import { browserOf } from './browser'

/** Where I am signed in; a forgotten computer is signed out from here. */
export function MySessions() {
  const found = useQuery(sessionOpenSessionsOptions())
  const end = useSubmit((session: OpenSessionOut, headers) =>
    sessionEndSession({ path: { session_id: session.id }, headers }),
  )
  const endOthers = useSubmit((_: null, headers) => sessionEndOtherSessions({ headers }))
  const others = found.data?.sessions.filter((session) => !session.here) ?? []
  return (
    <Panel
      title={t('sessions')}
      flush
      actions={
        others.length > 0 && (
          <Button small danger busy={endOthers.busy} onClick={() => endOthers.submit(null)}>
            {t('endOthers')}
          </Button>
        )
      }
    >
      <RefusalNote of={end.refusal ?? endOthers.refusal} />
      <Awaited of={found} rows={2}>
        {({ sessions }) => (
          <Table
            label={t('sessions')}
            rows={sessions}
            keyOf={(session) => session.id}
            columns={[
              { head: t('browser'), show: (s) => browserOf(s.browser), phone: 'title' },
              { head: t('since'), show: (s) => <Time at={s.at} />, nowrap: true },
              { head: t('seen'), show: (s) => <Time at={s.seen_at} show="time" /> },
              { head: t('from'), show: (s) => s.ip },
            ]}
            actions={(session) =>
              session.here ? (
                <Status tone="green">{t('here')}</Status>
              ) : (
                <Button small danger onClick={() => end.submit(session)}>
                  {t('end')}
                </Button>
              )
            }
          />
        )}
      </Awaited>
    </Panel>
  )
}
