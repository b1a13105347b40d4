import { useState } from 'react'
import { hisAdminForgetSecondFactor } from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Facts, Panel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text/users'

/** How somebody comes in: last sign-in, second factor. */
export function UserSecurity({ person }: { person: PersonOut }) {
  const [forgetting, setForgetting] = useState(false)
  const forget = useSubmit(
    (reason: string, headers) =>
      hisAdminForgetSecondFactor({ path: { user_id: person.id }, body: { reason }, headers }),
    { done: () => setForgetting(false) },
  )
  return (
    <Panel
      title={t('security')}
      actions={
        person.second_factor && (
          <Button small danger onClick={() => setForgetting(true)}>
            {t('forget')}
          </Button>
        )
      }
    >
      <Facts
        of={[
          {
            label: t('lastSignIn'),
            value: person.last_sign_in ? showInstant(person.last_sign_in) : t('never'),
          },
          {
            label: t('secondFactor'),
            value: (
              <Status tone={person.second_factor ? 'green' : 'grey'}>
                {person.second_factor ? t('on') : t('off')}
              </Status>
            ),
          },
        ]}
      />
      {forgetting && (
        <DangerPanel
          open
          title={t('forget')}
          verb={t('forget')}
          before={t('on')}
          after={t('forgetAfter')}
          busy={forget.busy}
          refusal={forget.refusal}
          onAct={forget.submit}
          onClose={() => setForgetting(false)}
        />
      )}
    </Panel>
  )
}
