import { useNavigate } from '@tanstack/react-router'
import { hisAdminCreateUser } from '@/kernel/api/sdk.gen'
import type { UserKind } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Field, Form, Row, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text/users'
import { Roles } from './Roles'
import { useRoles } from './roles'
import { ShownOnce } from './ShownOnce'
import { NOWHERE, StaffFields, staffOf } from './StaffFields'

/** A new account from its roles; its first password is told once. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const roles = useRoles()
  const form = useForm({
    name: '',
    username: '',
    kind: 'person' as UserKind,
    roles: [] as string[],
    ...NOWHERE,
  })
  const { values } = form
  const create = useSubmit((v: typeof values, headers) =>
    hisAdminCreateUser({
      body: {
        name: v.name,
        username: v.username,
        kind: v.kind,
        roles: v.roles,
        password: '',
        staff: staffOf(v),
      },
      headers,
    }),
  )
  const made = create.done
  if (made) {
    return (
      <SidePanel open title={t('made', { username: made.person.username })} onClose={onClose}>
        <Stack>
          {made.password && (
            <ShownOnce label={t('firstPassword')} value={made.password} note={t('onceNote')} />
          )}
          <Row>
            <Button primary onClick={() => navigate({ to: `/admin/users/${made.person.id}` })}>
              {t('open')}
            </Button>
            <Button onClick={onClose}>{t('close')}</Button>
          </Row>
        </Stack>
      </SidePanel>
    )
  }
  return (
    <SidePanel open title={t('add')} onClose={onClose}>
      <Form
        form={form}
        submit={create}
        onSubmit={create.submit}
        actions={
          <Button primary submit hotkey="F9" busy={create.busy}>
            {t('create')}
          </Button>
        }
      >
        <Field label={t('name')} required autoFocus most={200} {...form.bind('name')} />
        <Field
          label={t('username')}
          required
          most={60}
          hint={t('usernameHint')}
          {...form.bind('username')}
        />
        <Choose
          label={t('kind')}
          choices={[
            { value: 'person', label: t('person') },
            { value: 'machine', label: t('machine') },
          ]}
          {...form.bind('kind')}
          onChange={(kind) => form.set('kind', kind ?? 'person')}
        />
        <Roles label={t('roles')} choices={roles.choices} {...form.bind('roles')} />
        {values.kind === 'person' && <StaffFields form={form} />}
      </Form>
    </SidePanel>
  )
}
