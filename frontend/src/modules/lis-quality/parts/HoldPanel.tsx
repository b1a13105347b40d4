import { useState } from 'react'
import { lisQualityAct, lisQualityRelease } from '@/kernel/api/sdk.gen'
import type { ControlHoldOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Choose,
  DangerPanel,
  Dim,
  Field,
  Form,
  Row,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './quality.module.css'

const CAUSES = [
  'control',
  'reagent',
  'calibration',
  'instrument',
  'operator',
  'environment',
  'unknown',
] as const
type Cause = (typeof CAUSES)[number]

/** A test that is locked: the three steps out of it. */
export function HoldPanel({ hold }: { hold: ControlHoldOut }) {
  const mayAct = useMay('lis.quality.control.run')
  const mayRelease = useMay('lis.quality.hold.release')
  const [open, setOpen] = useState<'act' | 'release'>()
  const acted = hold.state === 'acted'
  return (
    <Alert weight="stop">
      <Stack>
        <strong>{t('heldSays', { test: hold.test_name, rules: hold.rules })}</strong>
        <Dim>
          {t('heldSince')} {showInstant(hold.since)}
          {hold.last_good_at && ` · ${t('lookBack', { at: showInstant(hold.last_good_at) })}`}
        </Dim>
        <ol className={css.steps}>
          <li data-done={acted || undefined}>{t('step1')}</li>
          {acted && (
            <li>
              <Dim>
                {hold.cause && t(hold.cause)} · {hold.action} ({hold.acted_by_name})
              </Dim>
            </li>
          )}
          <li>{t('step2')}</li>
          <li>{t('step3')}</li>
        </ol>
        <Row>
          {mayAct && <Button onClick={() => setOpen('act')}>{t('act')}</Button>}
          {mayRelease && acted && (
            <Button danger onClick={() => setOpen('release')}>
              {t('release')}
            </Button>
          )}
        </Row>
      </Stack>
      {open === 'act' && <ActPanel hold={hold} onClose={() => setOpen(undefined)} />}
      {open === 'release' && <ReleasePanel hold={hold} onClose={() => setOpen(undefined)} />}
    </Alert>
  )
}

function ActPanel({ hold, onClose }: { hold: ControlHoldOut; onClose: () => void }) {
  const form = useForm({ cause: (hold.cause ?? null) as Cause | null, action: hold.action })
  const act = useSubmit(
    (body: { cause: Cause; action: string }, headers) =>
      lisQualityAct({ path: { hold_id: hold.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={`${t('act')} · ${hold.test_name}`} onClose={onClose}>
      <Form
        form={form}
        submit={act}
        onSubmit={({ cause, action }) => cause && act.submit({ cause, action })}
        actions={
          <Button primary submit hotkey="F9" busy={act.busy}>
            {t('save')}
          </Button>
        }
      >
        <Choose<Cause>
          label={t('cause')}
          required
          choices={CAUSES.map((value) => ({ value, label: t(value) }))}
          {...form.bind('cause')}
        />
        <Field label={t('action')} required lines={4} most={1000} {...form.bind('action')} />
      </Form>
    </SidePanel>
  )
}

function ReleasePanel({ hold, onClose }: { hold: ControlHoldOut; onClose: () => void }) {
  const release = useSubmit(
    (reason: string, headers) =>
      lisQualityRelease({ path: { hold_id: hold.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('release')} · ${hold.test_name}`}
      verb={t('release')}
      before={t('releaseBefore')}
      after={t('releaseAfter')}
      busy={release.busy}
      refusal={release.refusal}
      onAct={release.submit}
      onClose={onClose}
    />
  )
}
