import { useQuery } from '@tanstack/react-query'
import { hisAdminViewAsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminGiveToken } from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Check, DateField, Dim, Field, Form, Row, SidePanel, Stack } from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text/users'
import { useRoles } from './roles'
import css from './roles.module.css'
import { ShownOnce } from './ShownOnce'

function inAYear(): string {
  const [year = '', ...rest] = today().split('-')
  return [Number(year) + 1, ...rest].join('-').replace('-02-29', '-02-28')
}

/** A key that reaches no further than its account, nor than what is ticked. */
export function NewToken({ person, onClose }: { person: PersonOut; onClose: () => void }) {
  const { matrix } = useRoles()
  const seen = useQuery(hisAdminViewAsOptions({ query: { user: person.id } }))
  const form = useForm({ name: '', expires_at: inAYear() as string | null, scopes: [] as string[] })
  const give = useSubmit((v: typeof form.values, headers) =>
    hisAdminGiveToken({
      path: { user_id: person.id },
      body: { name: v.name, scopes: v.scopes, expires_at: `${v.expires_at}T23:59:59+07:00` },
      headers,
    }),
  )
  if (give.done) {
    return (
      <SidePanel open title={t('tokenGiven', { name: give.done.token.name })} onClose={onClose}>
        <Stack>
          <ShownOnce label={t('tokens')} value={give.done.secret} note={t('keyNote')} />
          <Row>
            <Button primary onClick={onClose}>
              {t('close')}
            </Button>
          </Row>
        </Stack>
      </SidePanel>
    )
  }
  const { scopes } = form.values
  const may = new Set(seen.data?.may)
  return (
    <SidePanel open title={t('giveToken')} onClose={onClose}>
      <Form
        form={form}
        submit={give}
        onSubmit={give.submit}
        actions={
          <Button primary submit hotkey="F9" busy={give.busy} off={scopes.length === 0}>
            {t('giveToken')}
          </Button>
        }
      >
        <Field
          label={t('tokenName')}
          required
          autoFocus
          most={200}
          hint={t('tokenNameHint')}
          {...form.bind('name')}
        />
        <DateField label={t('expires')} required {...form.bind('expires_at')} />
        <fieldset className={css.roles} data-long>
          <legend>{t('scopes')}</legend>
          <div>
            {matrix?.modules
              .flatMap((module) => module.permissions)
              .filter((permission) => may.has(permission.id))
              .map((permission) => (
                <Check
                  key={permission.id}
                  label={say(permission.title)}
                  value={scopes.includes(permission.id)}
                  onChange={(on) =>
                    form.set(
                      'scopes',
                      on ? [...scopes, permission.id] : scopes.filter((id) => id !== permission.id),
                    )
                  }
                />
              ))}
          </div>
        </fieldset>
        <Dim>{t('scopesHint')}</Dim>
      </Form>
    </SidePanel>
  )
}
