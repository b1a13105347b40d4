import { useState } from 'react'
import { risPacsReadingCall } from '@/kernel/api/sdk.gen'
import type { CriticalCallIn, ExamReadingOut, ReportVersionOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Field, Form, Panel, SidePanel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './reading.module.css'

const HOW: Record<string, () => string> = {
  pin: () => t('pin'),
  password: () => t('password'),
}

/** Every version that went out, the last one open. */
export function Versions({ of }: { of: ExamReadingOut }) {
  const [open, setOpen] = useState(of.versions.at(-1)?.number)
  const last = of.versions.at(-1)
  return (
    <Panel title={t('versions')}>
      {of.versions.length === 0 && <Dim>{t('noVersions')}</Dim>}
      {[...of.versions].reverse().map((each) => (
        <Version
          key={each.id}
          of={each}
          holds={each === last && each.kind !== 'retraction'}
          open={open === each.number}
          onOpen={() => setOpen(open === each.number ? undefined : each.number)}
        />
      ))}
    </Panel>
  )
}

function Version({
  of,
  holds,
  open,
  onOpen,
}: {
  of: ReportVersionOut
  holds: boolean
  open: boolean
  onOpen: () => void
}) {
  const how = HOW[of.signed_with]?.().toLowerCase()
  return (
    <article className={`${css.version} ${holds ? '' : css.gone}`}>
      <Status tone={holds ? (of.kind === 'preliminary' ? 'amber' : 'green') : 'grey'}>
        {`${of.number}. ${t(`v_${of.kind}`)}`}
      </Status>{' '}
      <Dim>
        {t('signedBy', { by: of.signed_by_name, at: showInstant(of.signed_at) })}
        {of.writer_name !== of.signed_by_name && ` · ${t('writtenBy', { by: of.writer_name })}`}
        {how && ` · ${t('signedWith', { how })}`}
        {of.screen && ` · ${t('atScreen', { screen: of.screen })}`}
      </Dim>
      <Button small quiet onClick={onOpen}>
        {t(open ? 'hide' : 'show')}
      </Button>
      {!of.intact && <Status tone="red">{t('notIntact')}</Status>}
      {open && (
        <>
          {of.reason && (
            <p className={css.text}>
              {t('reason')}: {of.reason}
            </p>
          )}
          <p className={css.text}>{of.findings}</p>
          {of.conclusion && (
            <p className={css.text}>
              <strong>{of.conclusion}</strong>
            </p>
          )}
          {of.recommendation && <p className={css.text}>{of.recommendation}</p>}
          {of.measurements > 0 && <Dim>{t('measured', { n: of.measurements })}</Dim>}
          {of.critical && <Status tone="red">{of.critical}</Status>}
        </>
      )}
    </article>
  )
}

/** Who was told a critical finding, and whether the requester has answered. */
export function Calls({ of }: { of: ExamReadingOut }) {
  const [calls, setCalls] = useState(false)
  const mayWrite = useMay('ris_pacs.reading.report.write')
  if (!of.line.critical) return null
  return (
    <Panel
      title={t('critical')}
      actions={
        mayWrite && (
          <Button small danger={of.nobody_told} onClick={() => setCalls(true)}>
            {t('call')}
          </Button>
        )
      }
    >
      <p className={css.text}>
        <strong>{of.line.critical}</strong>
      </p>
      {of.nobody_told && <Alert weight="warning">{t('nobodyTold')}</Alert>}
      {of.alarm && (
        <Status tone={of.alarm.acknowledged_at ? 'green' : 'amber'}>
          {of.alarm.acknowledged_at
            ? t('alarmAnswered', {
                by: of.alarm.acknowledged_by_name,
                note: of.alarm.acknowledged_note,
              })
            : t('alarmWaits')}
        </Status>
      )}
      {of.calls.map((each) => (
        <p key={each.id} className={css.text}>
          <Status tone={each.reached ? 'green' : 'amber'}>
            {t(each.reached ? 'reached' : 'notReached')}
          </Status>{' '}
          {each.to_name} {each.to_phone} {each.read_back && `“${each.read_back}”`}{' '}
          <Dim>{t('signedBy', { by: each.by_name, at: showInstant(each.at) })}</Dim>
        </p>
      ))}
      {calls && <Calling of={of} onClose={() => setCalls(false)} />}
    </Panel>
  )
}

function Calling({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const form = useForm({ to_name: of.line.doctor_name, to_phone: '', read_back: '' })
  const call = useSubmit(
    (body: CriticalCallIn, headers) =>
      risPacsReadingCall({ path: { reading_id: of.line.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('call')} onClose={onClose}>
      <p className={css.text}>
        <strong>{of.line.critical}</strong>
      </p>
      <Form
        form={form}
        submit={call}
        onSubmit={(values) => call.submit({ ...values, reached: true })}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={call.busy} off={!form.values.read_back.trim()}>
              {t('reached')}
            </Button>
            <Button
              busy={call.busy}
              onClick={() => call.submit({ ...form.values, read_back: '', reached: false })}
            >
              {t('notReached')}
            </Button>
          </>
        }
      >
        <Field label={t('toWhom')} required most={200} {...form.bind('to_name')} />
        <Field label={t('phone')} keyboard="tel" most={40} {...form.bind('to_phone')} />
        <Field label={t('readBack')} lines={3} most={500} {...form.bind('read_back')} />
      </Form>
    </SidePanel>
  )
}
