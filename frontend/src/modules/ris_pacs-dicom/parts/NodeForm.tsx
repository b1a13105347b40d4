import { useState } from 'react'
import { risPacsDicomAdd, risPacsDicomChange, risPacsDicomEcho } from '@/kernel/api/sdk.gen'
import type { DicomEchoOut, DicomNodeIn, DicomNodeOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Check, Field, Form, RefusalNote, Row, Select } from '@/kernel/ui'
import { t } from '../text'

export const MODALITIES = ['CT', 'MR', 'CR', 'DX', 'US', 'XA', 'MG', 'ES', 'OT']

/** Set a machine up, or change it, and test its line. */
export function NodeForm({
  of,
  start,
  onDone,
}: {
  of?: DicomNodeOut
  start?: { title: string; address: string }
  onDone: () => void
}) {
  const maySet = useMay('ris_pacs.dicom.node.set')
  const form = useForm({
    name: of?.name ?? '',
    ae_title: of?.ae_title ?? start?.title ?? '',
    modality: (of?.modality || null) as string | null,
    host: of?.host ?? start?.address ?? '',
    port: of?.port ? String(of.port) : '',
    check_address: of?.check_address ?? true,
    may_store: of?.may_store ?? true,
    may_find: of?.may_find ?? false,
    may_move: of?.may_move ?? false,
    may_commit: of?.may_commit ?? true,
    receives: of?.receives ?? false,
    asks_commitment: of?.asks_commitment ?? false,
    tls: of?.tls ?? false,
    certificate: of?.certificate ?? '',
    active: of?.active ?? true,
    note: of?.note ?? '',
  })
  const save = useSubmit(
    (body: DicomNodeIn, headers) =>
      of
        ? risPacsDicomChange({
            path: { node_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : risPacsDicomAdd({ body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({ ...v, modality: v.modality ?? '', port: v.port ? Number(v.port) : null })
      }
      actions={
        maySet && (
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        )
      }
    >
      <Field label={t('name')} required {...form.bind('name')} />
      <Row columns={2}>
        <Field
          label={t('title')}
          hint={t('titleHint')}
          required
          most={16}
          {...form.bind('ae_title')}
        />
        <Select
          label={t('modality')}
          choices={MODALITIES.map((value) => ({ value, label: value }))}
          {...form.bind('modality')}
        />
      </Row>
      <Row columns={2}>
        <Field label={t('host')} {...form.bind('host')} />
        <Field label={t('port')} keyboard="numeric" most={5} {...form.bind('port')} />
      </Row>
      <Check label={t('check')} {...form.bind('check_address')} />
      <Check label={t('store')} {...form.bind('may_store')} />
      <Check label={t('find')} {...form.bind('may_find')} />
      <Check label={t('move')} {...form.bind('may_move')} />
      <Check label={t('commit')} {...form.bind('may_commit')} />
      <Check label={t('receives')} {...form.bind('receives')} />
      {form.values.receives && (
        <Check label={t('asksCommitment')} {...form.bind('asks_commitment')} />
      )}
      <Check label={t('tls')} {...form.bind('tls')} />
      {form.values.tls && (
        <Field
          label={t('certificate')}
          hint={t('certificateHint')}
          lines={4}
          most={20000}
          {...form.bind('certificate')}
        />
      )}
      <Check label={t('active')} {...form.bind('active')} />
      <Field label={t('note')} lines={2} {...form.bind('note')} />
      {of && <Echo of={of} />}
    </Form>
  )
}

const REASONS = [
  'no_connection',
  'no_answer',
  'refused',
  'calling_unknown',
  'called_unknown',
  'not_dicom',
  'broken_off',
  'tls_untrusted',
  'tls_name',
  'tls_refused',
] as const

function told({ why, said }: DicomEchoOut): string {
  const known = REASONS.find((each) => each === why)
  return known ? t(`e_${known}`, { said }) : t('e_other', { said: `${why} ${said}` })
}

/** Whether it is there and knows us. */
function Echo({ of }: { of: DicomNodeOut }) {
  const may = useMay('ris_pacs.dicom.node.test')
  const [answer, setAnswer] = useState<DicomEchoOut>()
  const echo = useSubmit(() => risPacsDicomEcho({ path: { node_id: of.id } }), {
    done: setAnswer,
  })
  if (!may) return null
  return (
    <>
      <Button busy={echo.busy} onClick={() => echo.submit(undefined)}>
        {t('echo')}
      </Button>
      <RefusalNote of={echo.refusal} />
      {answer?.ok && <Alert weight="info">{t('echoOk', { ms: answer.milliseconds })}</Alert>}
      {answer && !answer.ok && <Alert weight="warning">{told(answer)}</Alert>}
    </>
  )
}
