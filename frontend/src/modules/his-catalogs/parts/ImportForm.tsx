import { useNavigate } from '@tanstack/react-router'
import { hisCatalogsTryImport } from '@/kernel/api/sdk.gen'
import type { ListOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Check,
  DateField,
  Field,
  FileField,
  Form,
  Row,
  SidePanel,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'

/** Choose a file and try it: the difference is shown, nothing changes. */
export function ImportForm({ list, onClose }: { list: ListOut; onClose: () => void }) {
  const navigate = useNavigate()
  const form = useForm({
    file: null as File | null,
    valid_from: today() as string | null,
    valid_to: null as string | null,
    whole: list.whole,
    source: '',
  })
  const attempt = useSubmit(
    ({ file, ...values }: typeof form.values & { file: File }, headers) =>
      hisCatalogsTryImport({
        path: { list_id: list.id },
        query: { ...values, file_name: file.name },
        body: file,
        headers,
      }),
    { done: (made) => void navigate({ to: `/catalogs/${list.id}/imports/${made.id}` }) },
  )
  return (
    <SidePanel open title={t('importTitle')} onClose={onClose}>
      <Form
        form={form}
        submit={attempt}
        onSubmit={({ file, ...values }) => file && attempt.submit({ file, ...values })}
        actions={
          <Button primary submit hotkey="F9" busy={attempt.busy}>
            {t('tryFile')}
          </Button>
        }
      >
        <Alert weight="info">{t('importNote')}</Alert>
        <FileField
          label={t('file')}
          required
          autoFocus
          hint={t('fileHint')}
          accept=".csv,.xlsx"
          {...form.bind('file')}
        />
        <Row columns={2}>
          <DateField label={t('editionFrom')} required {...form.bind('valid_from')} />
          <DateField label={t('editionTo')} {...form.bind('valid_to')} />
        </Row>
        <Check label={t('whole')} hint={t('wholeHint')} {...form.bind('whole')} />
        <Field label={t('source')} hint={t('sourceHint')} most={300} {...form.bind('source')} />
      </Form>
    </SidePanel>
  )
}
