import { hisAdminSaveUser } from '@/kernel/api/sdk.gen'
import type { PersonOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Field, Form } from '@/kernel/ui'
import { t } from '../text/users'
import { StaffFields, staffOf, staffValues } from './StaffFields'

/** Name, language and place of work. */
export function UserForm({ person }: { person: PersonOut }) {
  const form = useForm({
    name: person.name,
    language: person.language,
    ...staffValues(person.staff),
  })
  const save = useSubmit((v: typeof form.values, headers) =>
    hisAdminSaveUser({
      path: { user_id: person.id },
      body: { name: v.name, language: v.language, staff: staffOf(v), version: person.version },
      headers,
    }),
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit hotkey="F9" busy={save.busy} off={!form.dirty}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('name')} required most={200} {...form.bind('name')} />
      {person.kind === 'person' && <StaffFields form={form} />}
      <Choose
        label={t('language')}
        choices={[
          { value: 'vi', label: 'Tiếng Việt' },
          { value: 'en', label: 'English' },
        ]}
        {...form.bind('language')}
        onChange={(language) => form.set('language', language ?? 'vi')}
      />
    </Form>
  )
}
