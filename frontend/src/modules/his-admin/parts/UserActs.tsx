import { useState } from 'react'
import {
  hisAdminDisableUser,
  hisAdminEnableUser,
  hisAdminResetPassword,
  hisAdminUnlockUser,
} from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Row, SidePanel } from '@/kernel/ui'
import { IconBan, IconKey, IconLock } from '@/kernel/ui/icons'
import { t } from '../text/users'
import { ShownOnce } from './ShownOnce'

type Open = 'disable' | 'enable' | 'reset'

/** Disable, enable, reset the password, unlock. */
export function UserActs({ person }: { person: PersonOut }) {
  const [open, setOpen] = useState<Open>()
  const path = { user_id: person.id }
  const unlock = useSubmit((_: null, headers) => hisAdminUnlockUser({ path, headers }))
  return (
    <Row>
      {person.locked_until && (
        <Button icon={IconLock} busy={unlock.busy} onClick={() => unlock.submit(null)}>
          {t('unlock')}
        </Button>
      )}
      {person.kind === 'person' && (
        <Button icon={IconKey} onClick={() => setOpen('reset')}>
          {t('reset')}
        </Button>
      )}
      {person.active ? (
        <Button danger icon={IconBan} onClick={() => setOpen('disable')}>
          {t('disable')}
        </Button>
      ) : (
        <Button onClick={() => setOpen('enable')}>{t('enable')}</Button>
      )}
      {open === 'reset' && <Reset person={person} onClose={() => setOpen(undefined)} />}
      {(open === 'disable' || open === 'enable') && (
        <Switch act={open} person={person} onClose={() => setOpen(undefined)} />
      )}
    </Row>
  )
}

type Acting = { person: PersonOut; onClose: () => void }

function Switch({ act, person, onClose }: Acting & { act: 'disable' | 'enable' }) {
  const send = act === 'disable' ? hisAdminDisableUser : hisAdminEnableUser
  const change = useSubmit(
    (reason: string, headers) => send({ path: { user_id: person.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t(act)}
      verb={t(act)}
      before={person.active ? t('active') : t('disabled')}
      after={act === 'disable' ? t('disableAfter') : t('enableAfter')}
      busy={change.busy}
      refusal={change.refusal}
      onAct={change.submit}
      onClose={onClose}
    />
  )
}

function Reset({ person, onClose }: Acting) {
  const reset = useSubmit((reason: string, headers) =>
    hisAdminResetPassword({ path: { user_id: person.id }, body: { reason }, headers }),
  )
  if (reset.done) {
    return (
      <SidePanel open title={t('reset')} onClose={onClose}>
        <ShownOnce
          label={`${t('firstPassword')}: ${person.username}`}
          value={reset.done.password}
          note={t('onceNote')}
        />
        <Row>
          <Button primary onClick={onClose}>
            {t('close')}
          </Button>
        </Row>
      </SidePanel>
    )
  }
  return (
    <DangerPanel
      open
      title={t('reset')}
      verb={t('reset')}
      before={t('resetBefore')}
      after={t('resetAfter')}
      busy={reset.busy}
      refusal={reset.refusal}
      onAct={reset.submit}
      onClose={onClose}
    />
  )
}
