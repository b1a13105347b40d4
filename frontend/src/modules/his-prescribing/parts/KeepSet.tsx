import { hisPrescribingKeepSet } from '@/kernel/api/sdk.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, SidePanel } from '@/kernel/ui'
import { t } from '../text'

/** Keep a prescription's lines under a name. */
export function KeepSet({ id, onClose }: { id: string; onClose: () => void }) {
  const form = useForm({ name: '', for_department: false })
  const keep = useSubmit(
    (body: { name: string; for_department: boolean }, headers) =>
      hisPrescribingKeepSet({ body: { ...body, prescription_id: id }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('keepSet')} onClose={onClose}>
      <Form
        form={form}
        submit={keep}
        onSubmit={keep.submit}
        actions={
          <Button primary submit hotkey="F9" busy={keep.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('setName')} required autoFocus most={200} {...form.bind('name')} />
        <Check label={t('forDepartment')} {...form.bind('for_department')} />
      </Form>
    </SidePanel>
  )
}
