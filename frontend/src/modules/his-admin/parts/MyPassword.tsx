import { sessionChangePassword } from '@/kernel/api/sdk.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Form, Panel } from '@/kernel/ui'
import { t } from '../text/account'

const EMPTY = { old: '', new: '', again: '' }

export function MyPassword() {
  const form = useForm(EMPTY)
  const change = useSubmit(
    (body: { old: string; new: string }, headers) => sessionChangePassword({ body, headers }),
    { done: () => form.reset(EMPTY) },
  )
  const { values } = form
  const different = values.again !== '' && values.again !== values.new
  return (
    <Panel title={t('password')}>
      <Form
        form={form}
        submit={change}
        onSubmit={(v) => {
          if (v.new === v.again) change.submit({ old: v.old, new: v.new })
        }}
        actions={
          <Button primary submit hotkey="F9" busy={change.busy}>
            {t('change')}
          </Button>
        }
      >
        {change.done !== undefined && !form.dirty && <Alert weight="info">{t('changed')}</Alert>}
        <Field label={t('old')} required password most={200} {...form.bind('old')} />
        <Field
          label={t('new')}
          required
          password
          most={128}
          hint={t('newHint')}
          {...form.bind('new')}
        />
        <Field
          label={t('again')}
          required
          password
          most={128}
          error={different ? t('notSame') : undefined}
          {...form.bind('again')}
        />
      </Form>
    </Panel>
  )
}
