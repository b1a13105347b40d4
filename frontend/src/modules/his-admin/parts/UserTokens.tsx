import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminUserTokensOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminRevokeToken } from '@/kernel/api/sdk.gen'
import type { PersonOut, TokenOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Dim, Panel, RefusalNote, Status, Table, type Tone } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { t } from '../text/users'
import { NewToken } from './NewToken'

function stateOf(token: TokenOut): { tone: Tone; label: string } {
  if (token.revoked_at) return { tone: 'grey', label: t('revoked') }
  if (Date.parse(token.expires_at) < Date.now()) return { tone: 'amber', label: t('expired') }
  return { tone: 'green', label: t('valid') }
}

/** The keys of a machine or program that works in this account's name. */
export function UserTokens({ person }: { person: PersonOut }) {
  const found = useQuery(hisAdminUserTokensOptions({ path: { user_id: person.id } }))
  const [giving, setGiving] = useState(false)
  const revoke = useSubmit((token: TokenOut, headers) =>
    hisAdminRevokeToken({ path: { token_id: token.id }, headers }),
  )
  return (
    <Panel
      title={t('tokens')}
      flush={Boolean(found.data?.tokens.length)}
      actions={
        <Button small icon={IconPlus} onClick={() => setGiving(true)}>
          {t('giveToken')}
        </Button>
      }
    >
      <RefusalNote of={revoke.refusal} />
      <Awaited of={found} rows={2}>
        {({ tokens }) =>
          tokens.length ? (
            <Table
              label={t('tokens')}
              rows={tokens}
              keyOf={(token) => token.id}
              columns={[
                { head: t('tokenName'), show: (token) => token.name, phone: 'title' },
                { head: t('expires'), show: (token) => showInstant(token.expires_at, 'date') },
                {
                  head: t('state'),
                  show: (token) => (
                    <Status tone={stateOf(token).tone}>{stateOf(token).label}</Status>
                  ),
                },
              ]}
              actions={(token) =>
                token.revoked_at === null && (
                  <Button small danger onClick={() => revoke.submit(token)}>
                    {t('revoke')}
                  </Button>
                )
              }
            />
          ) : (
            <Dim>{t('noToken')}</Dim>
          )
        }
      </Awaited>
      {giving && <NewToken person={person} onClose={() => setGiving(false)} />}
    </Panel>
  )
}
