import { Strip } from '@/kernel/ui'
import { names } from '../names'
import { t } from '../text/users'

/** The three lists of accounts. */
export function UsersStrip() {
  return (
    <Strip
      small
      label={names('users')}
      items={[
        { to: '/admin/users', label: t('all') },
        { to: '/admin/users/failed', label: t('failed') },
        { to: '/admin/users/inactive', label: t('inactive') },
      ]}
    />
  )
}
