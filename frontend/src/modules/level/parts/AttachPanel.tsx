import { levelAttach } from '@/kernel/api/sdk.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, FileField, Form, SidePanel } from '@/kernel/ui'
import { t } from '../text'

export const PAPERS = 'application/pdf,image/png,image/jpeg'

/** The signed paper, put to an attestation that has none yet. */
export function AttachPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const form = useForm({ file: null as File | null })
  const attach = useSubmit(
    (file: File, headers) => levelAttach({ path: { attestation_id: id }, body: { file }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('attach')} onClose={onClose}>
      <Form
        form={form}
        submit={attach}
        onSubmit={({ file }) => file && attach.submit(file)}
        actions={
          <Button primary submit hotkey="F9" busy={attach.busy}>
            {t('attachVerb')}
          </Button>
        }
      >
        <FileField label={t('document')} required accept={PAPERS} {...form.bind('file')} />
      </Form>
    </SidePanel>
  )
}
