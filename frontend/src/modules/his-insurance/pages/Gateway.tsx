import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisInsuranceGatewayOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisInsuranceSetCertificate, hisInsuranceSetGateway } from '@/kernel/api/sdk.gen'
import type { GatewayIn, GatewayOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Check,
  Dim,
  Field,
  FileField,
  Form,
  Page,
  Panel,
  RefusalNote,
  Row,
  Stack,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

/** How the facility reaches the agency's gateway, and its certificate. Secrets are never shown. */
export function Gateway() {
  const found = useQuery(hisInsuranceGatewayOptions())
  return (
    <Page title={t('gateway')} narrow>
      <Awaited of={found}>
        {(gateway) => (
          <Stack>
            <Reaching key={gateway.version} of={gateway} />
            <Certificate of={gateway} />
          </Stack>
        )}
      </Awaited>
    </Page>
  )
}

function Reaching({ of }: { of: GatewayOut }) {
  const form = useForm({
    address: of.address,
    username: of.username,
    password: '',
    md5_upper: of.md5_upper,
    staff_name: of.staff_name,
    staff_cccd: '',
    head: of.head,
    sign: of.sign,
  })
  const save = useSubmit((body: GatewayIn, headers) => hisInsuranceSetGateway({ body, headers }))
  return (
    <Panel title={t('gateway')}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ password, staff_cccd, ...rest }) =>
          save.submit({
            ...rest,
            password: password || null,
            staff_cccd: staff_cccd || null,
            version: of.address ? of.version : 0,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('saveGateway')}
          </Button>
        }
      >
        {save.done && <Alert weight="info">{t('saved')}</Alert>}
        <Field label={t('address')} hint={t('addressHint')} required {...form.bind('address')} />
        <Row columns={2}>
          <Field label={t('username')} {...form.bind('username')} />
          <Field
            label={t('password')}
            hint={of.has_password ? t('kept') : undefined}
            password
            {...form.bind('password')}
          />
          <Field label={t('staffName')} {...form.bind('staff_name')} />
          <Field
            label={t('staffCccd')}
            hint={of.has_staff_cccd ? t('kept') : undefined}
            keyboard="numeric"
            {...form.bind('staff_cccd')}
          />
        </Row>
        <Field label={t('head')} {...form.bind('head')} />
        <Check label={t('md5')} {...form.bind('md5_upper')} />
        <Check label={t('sign')} off={!of.has_certificate} {...form.bind('sign')} />
      </Form>
    </Panel>
  )
}

function Certificate({ of }: { of: GatewayOut }) {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const keep = useSubmit(
    (given: { file: File; passphrase: string }, headers) =>
      hisInsuranceSetCertificate({ body: given, headers }),
    {
      done: () => {
        setFile(null)
        setPassphrase('')
      },
    },
  )
  return (
    <Panel title={t('certificate')}>
      <Stack>
        <Dim>
          {of.has_certificate
            ? t('certificateIs', {
                names: of.certificate_names,
                day: showDate(of.certificate_until ?? ''),
              })
            : t('noCertificate')}
        </Dim>
        <Alert weight="warning">{t('unverified')}</Alert>
        <RefusalNote of={keep.refusal} />
        <FileField label={t('certificate')} accept=".p12,.pfx" value={file} onChange={setFile} />
        <Field label={t('passphrase')} password value={passphrase} onChange={setPassphrase} />
        <div>
          <Button
            busy={keep.busy}
            off={!file}
            onClick={() => file && keep.submit({ file, passphrase })}
          >
            {t('keepCertificate')}
          </Button>
        </div>
      </Stack>
    </Panel>
  )
}
