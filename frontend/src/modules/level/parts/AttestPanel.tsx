import { useRef, useState } from 'react'
import { levelAttach, levelAttest } from '@/kernel/api/sdk.gen'
import type { AttestationOut, Words } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DateField,
  Field,
  FileField,
  Form,
  Row,
  Select,
  SidePanel,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'
import { PAPERS } from './AttachPanel'

export type Wanted = { claim: string; module: string; what: Words; days: number }

/** A named person's word, with role, day and paper. Several modules may ask for one each. */
export function AttestPanel({ wanted, onClose }: { wanted: Wanted[]; onClose: () => void }) {
  const [which, setWhich] = useState('0')
  const one = wanted[Number(which)]
  const form = useForm(
    {
      statement: one ? say(one.what) : '',
      signer_name: '',
      signer_role: '',
      signed_on: today() as string | null,
      valid_until: null as string | null,
    },
    { draft: `level.attest:${one?.claim}` },
  )
  const [file, setFile] = useState<File | null>(null)
  const made = useRef<AttestationOut>(undefined)
  const save = useSubmit(
    async (values: typeof form.values, headers) => {
      // Where only the paper was refused, the word is recorded already: not a second time.
      made.current ??= (
        await levelAttest({
          body: {
            ...values,
            signed_on: values.signed_on ?? '',
            claim: one?.claim ?? '',
            module: one?.module ?? null,
          },
          headers,
        })
      ).data
      if (!file) return { data: made.current }
      const key = { 'Idempotency-Key': `${headers['Idempotency-Key']}d` }
      return levelAttach({
        path: { attestation_id: made.current.id },
        body: { file },
        headers: key,
      })
    },
    {
      done: () => {
        form.reset()
        onClose()
      },
    },
  )
  return (
    <SidePanel open title={t('attestTitle')} onClose={onClose}>
      <Alert weight="info">{t('attestNote')}</Alert>
      {wanted.length > 1 && (
        <Select
          label={t('toAttest')}
          value={which}
          onChange={(next) => setWhich(next ?? '0')}
          choices={wanted.map(({ claim, what }, index) => ({
            value: String(index),
            label: `${claim}: ${say(what)}`,
          }))}
        />
      )}
      <Form
        form={form}
        submit={save}
        onSubmit={save.submit}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field
          label={t('statement')}
          required
          lines={4}
          most={4000}
          hint={one && say(one.what)}
          {...form.bind('statement')}
        />
        <Field
          label={t('signerName')}
          required
          autoFocus
          most={200}
          {...form.bind('signer_name')}
        />
        <Field label={t('signerRole')} required most={200} {...form.bind('signer_role')} />
        <Row columns={2}>
          <DateField label={t('signedOn')} required past {...form.bind('signed_on')} />
          <DateField label={t('validUntil')} {...form.bind('valid_until')} />
        </Row>
        <FileField
          label={t('document')}
          hint={t('documentHint')}
          accept={PAPERS}
          value={file}
          onChange={setFile}
        />
      </Form>
      {one && <Alert weight="info">{t('validHint', { n: one.days })}</Alert>}
    </SidePanel>
  )
}
