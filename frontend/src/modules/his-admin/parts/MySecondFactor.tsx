import { useState } from 'react'
import { sessionConfirm, sessionEnrol, sessionRemove } from '@/kernel/api/sdk.gen'
import type { EnrolmentOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Dim,
  Field,
  Form,
  Panel,
  RefusalNote,
  SidePanel,
  Stack,
  Status,
} from '@/kernel/ui'
import { t } from '../text/account'
import css from './factor.module.css'

/** An authenticator on one's phone: set up with a QR code, taken off with one of its codes. */
export function MySecondFactor({ on }: { on: boolean }) {
  const [codes, setCodes] = useState<string[]>()
  const [removing, setRemoving] = useState(false)
  const enrol = useSubmit((_: null, headers) => sessionEnrol({ headers }))
  return (
    <Panel title={t('factor')}>
      <Stack>
        <div>
          <Status tone={on ? 'green' : 'grey'}>{on ? t('factorOn') : t('factorOff')}</Status>
        </div>
        {codes && <Recovery codes={codes} onKept={() => setCodes(undefined)} />}
        {!codes && !on && !enrol.done && (
          <>
            <Dim>{t('factorHint')}</Dim>
            <RefusalNote of={enrol.refusal} />
            <div>
              <Button busy={enrol.busy} onClick={() => enrol.submit(null)}>
                {t('enrol')}
              </Button>
            </div>
          </>
        )}
        {!codes && !on && enrol.done && (
          <Confirming
            enrolment={enrol.done}
            onDone={(given) => {
              setCodes(given)
              enrol.clear()
            }}
          />
        )}
        {!codes && on && (
          <div>
            <Button danger onClick={() => setRemoving(true)}>
              {t('remove')}
            </Button>
          </div>
        )}
      </Stack>
      {removing && <Removing onClose={() => setRemoving(false)} />}
    </Panel>
  )
}

function Confirming(props: { enrolment: EnrolmentOut; onDone: (codes: string[]) => void }) {
  const { enrolment } = props
  const form = useForm({ code: '' })
  const confirm = useSubmit(
    (body: { code: string }, headers) => sessionConfirm({ body, headers }),
    { done: (given) => props.onDone(given.recovery_codes) },
  )
  return (
    <Form
      form={form}
      submit={confirm}
      onSubmit={({ code }) => confirm.submit({ code: code.replaceAll(/\s/g, '') })}
      actions={
        <Button primary submit busy={confirm.busy}>
          {t('confirm')}
        </Button>
      }
    >
      <p className={css.text}>{t('scan')}</p>
      <img
        className={css.qr}
        alt={t('qr')}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(enrolment.qr)}`}
      />
      <p className={css.text}>
        {t('secret')} <code className={css.secret}>{enrolment.secret}</code>
      </p>
      <Field
        label={t('code')}
        required
        autoFocus
        keyboard="numeric"
        most={20}
        {...form.bind('code')}
      />
    </Form>
  )
}

function Recovery({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`HIS54\n${codes.join('\n')}\n`)}`
  return (
    <Alert weight="warning">
      <b>{t('recovery')}</b>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p>{t('recoveryHint')}</p>
      <div className={css.acts}>
        <Button primary onClick={onKept}>
          {t('saved')}
        </Button>
        <a href={file} download="his54-recovery-codes.txt">
          {t('download')}
        </a>
      </div>
    </Alert>
  )
}

function Removing({ onClose }: { onClose: () => void }) {
  const form = useForm({ code: '' })
  const remove = useSubmit((body: { code: string }, headers) => sessionRemove({ body, headers }), {
    done: onClose,
  })
  return (
    <SidePanel open title={t('remove')} onClose={onClose}>
      <Form
        form={form}
        submit={remove}
        onSubmit={remove.submit}
        actions={
          <Button danger submit busy={remove.busy}>
            {t('remove')}
          </Button>
        }
      >
        <Field
          label={t('removeCode')}
          required
          autoFocus
          keyboard="numeric"
          most={20}
          {...form.bind('code')}
        />
      </Form>
    </SidePanel>
  )
}
