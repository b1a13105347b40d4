import { useNavigate } from '@tanstack/react-router'
import { hisAdminFailedSignIns } from '@/kernel/api/sdk.gen'
import type { FailedSignInOut } from '@/kernel/api/types.gen'
import { Dim, Status, Time, Worklist } from '@/kernel/ui'
import { AdminPage } from '../parts/AdminPage'
import { UsersStrip } from '../parts/UsersStrip'
import { t } from '../text/users'

const WHY: Record<string, () => string> = {
  password: () => t('why_password'),
  code: () => t('why_code'),
  locked: () => t('why_locked'),
}

/** Who was turned away at the door, newest first. */
export function FailedSignIns() {
  const navigate = useNavigate()
  return (
    <AdminPage title={t('failed')}>
      <UsersStrip />
      <Worklist<FailedSignInOut>
        list="his.admin.failed"
        label={t('failed')}
        empty={t('noFailed')}
        load={(query, signal) =>
          hisAdminFailedSignIns({ query, signal }).then((answer) => answer.data)
        }
        keyOf={(row) => String(row.id)}
        columns={[
          { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
          {
            head: t('username'),
            show: (row) =>
              row.user_id ? (
                row.username
              ) : (
                <>
                  {row.username} <Dim>{t('unknownUser')}</Dim>
                </>
              ),
            phone: 'title',
          },
          {
            head: t('reason'),
            show: (row) => (
              <Status tone={row.why === 'locked' ? 'red' : 'amber'}>
                {WHY[row.why]?.() ?? row.why}
              </Status>
            ),
          },
          { head: t('ip'), show: (row) => row.ip },
          { head: t('workstation'), show: (row) => row.workstation },
        ]}
        onOpen={(row) => row.user_id && navigate({ to: `/admin/users/${row.user_id}` })}
      />
    </AdminPage>
  )
}
