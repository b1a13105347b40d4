import { hisAdminAddRole, hisAdminSaveRole } from '@/kernel/api/sdk.gen'
import type { RoleOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Check, Facts, Field, Form, Row, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text/rights'

/** A role of the house's own, perhaps as another one. */
export function NewRole({ roles, onClose }: { roles: RoleOut[]; onClose: () => void }) {
  const form = useForm({
    id: '',
    title_vi: '',
    title_en: '',
    like: null as string | null,
    reason: '',
  })
  const add = useSubmit((body: typeof form.values, headers) => hisAdminAddRole({ body, headers }), {
    done: onClose,
  })
  return (
    <SidePanel open title={t('addRole')} onClose={onClose}>
      <Form
        form={form}
        submit={add}
        onSubmit={add.submit}
        actions={
          <Button primary submit hotkey="F9" busy={add.busy}>
            {t('addRole')}
          </Button>
        }
      >
        <Row columns={2}>
          <Field label={t('titleVi')} required autoFocus most={120} {...form.bind('title_vi')} />
          <Field label={t('titleEn')} required most={120} {...form.bind('title_en')} />
        </Row>
        <Field label={t('id')} required most={40} hint={t('idHint')} {...form.bind('id')} />
        <Select
          label={t('like')}
          choices={roles.map((role) => ({ value: role.id, label: say(role.title) }))}
          {...form.bind('like')}
        />
        <Field label={t('reasonShort')} required lines={2} most={500} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}

/** Its name, whether it demands a second factor, and whether it is still given. */
export function RolePanel({ role, onClose }: { role: RoleOut; onClose: () => void }) {
  const mayManage = useMay('his.admin.users.manage')
  const form = useForm({
    title_vi: role.title.vi,
    title_en: role.title.en,
    needs_second_factor: role.needs_second_factor,
    active: role.active,
    reason: '',
  })
  const save = useSubmit(
    (v: typeof form.values, headers) =>
      hisAdminSaveRole({
        path: { role_id: role.id },
        body: { ...v, version: role.version },
        headers,
      }),
    { done: onClose },
  )
  if (!mayManage) {
    return (
      <SidePanel open title={say(role.title)} onClose={onClose}>
        <Facts
          of={[
            { label: t('id'), value: role.id },
            { label: t('inUse'), value: role.active ? '✓' : t('ended') },
            { label: t('needsSecondFactor'), value: role.needs_second_factor ? '✓' : '–' },
          ]}
        />
      </SidePanel>
    )
  }
  return (
    <SidePanel open title={t('changeRole', { role: say(role.title) })} onClose={onClose}>
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
        <Row columns={2}>
          <Field label={t('titleVi')} required most={120} {...form.bind('title_vi')} />
          <Field label={t('titleEn')} required most={120} {...form.bind('title_en')} />
        </Row>
        <Check label={t('needsSecondFactor')} {...form.bind('needs_second_factor')} />
        <Check label={t('inUse')} {...form.bind('active')} />
        <Field label={t('reasonShort')} required lines={2} most={500} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}
