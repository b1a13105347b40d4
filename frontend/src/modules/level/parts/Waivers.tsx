import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { levelWaivableOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { levelEndWaiver, levelWaive } from '@/kernel/api/sdk.gen'
import type { CriterionOut, WaivableOut, WaiverOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DangerPanel,
  DateField,
  Dim,
  Field,
  Form,
  Panel,
  Row,
  Select,
  SidePanel,
  Status,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import css from '../level.module.css'
import { t } from '../text'

/** What is not applicable here, because the facility has no such service. Never in the strict figure. */
export function Waivers({ of }: { of: CriterionOut }) {
  const may = useMay('level.waiver.approve')
  const [open, setOpen] = useState(false)
  const all = useQuery(levelWaivableOptions())
  const ids = [of.id, ...of.parts.map(({ id }) => id)]
  const waivable = all.data?.waivable.filter(({ id }) => ids.includes(id)) ?? []
  if (waivable.length === 0 && of.waivers.length === 0) return null
  const services = [...new Set(waivable.map(({ service_title }) => say(service_title)))]
  return (
    <Panel
      title={t('waivers')}
      flush
      actions={
        may &&
        waivable.length > 0 && (
          <Button small onClick={() => setOpen(true)}>
            {t('waive')}
          </Button>
        )
      }
    >
      {of.waivers.length === 0 && (
        <div className={css.pad}>
          <Dim>
            {t('waiverNone')} {t('waiverIf', { service: services.join(', ') })}
          </Dim>
        </div>
      )}
      {of.waivers.map((each) => (
        <Waived key={each.id} of={each} may={may} />
      ))}
      {open && <WaivePanel waivable={waivable} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Waived({ of, may }: { of: WaiverOut; may: boolean }) {
  const [asking, setAsking] = useState(false)
  const end = useSubmit(
    (reason: string, headers) =>
      levelEndWaiver({
        path: { waiver_id: of.id },
        body: { reason, version: of.version },
        headers,
      }),
    { done: () => setAsking(false) },
  )
  const lapsed = of.expires_on < today()
  const approved = t('approvedBy', {
    name: of.approver_name,
    role: of.approver_role,
    day: showDate(of.decided_on),
  })
  const valid = t('validTo', { day: showDate(of.expires_on) })
  return (
    <article className={css.signed}>
      <header>
        <b>{approved}</b>
        {of.ended_at ? (
          <Status tone="grey">{t('ended')}</Status>
        ) : (
          <Status tone={lapsed ? 'amber' : 'blue'}>{t(lapsed ? 'lapsed' : 'inForce')}</Status>
        )}
      </header>
      <p>{of.reason}</p>
      <Dim>
        {of.item} · {valid}
      </Dim>
      {of.ended_at && <Dim>{t('withdrawnWhy', { why: of.ended_why, name: of.ended_by_name })}</Dim>}
      {may && !of.ended_at && (
        <div className={css.wrap}>
          <Button small quiet danger onClick={() => setAsking(true)}>
            {t('endWaiver')}
          </Button>
        </div>
      )}
      <DangerPanel
        open={asking}
        title={t('endWaiver')}
        before={`${approved}; ${valid}`}
        after={t('endWaiverAfter')}
        verb={t('endWaiver')}
        busy={end.busy}
        refusal={end.refusal}
        onAct={end.submit}
        onClose={() => setAsking(false)}
      />
    </article>
  )
}

function WaivePanel({ waivable, onClose }: { waivable: WaivableOut[]; onClose: () => void }) {
  const form = useForm({
    item: waivable[0]?.id ?? null,
    reason: '',
    approver_name: '',
    approver_role: '',
    decided_on: today() as string | null,
    expires_on: null as string | null,
  })
  const save = useSubmit(
    ({ item, decided_on, expires_on, ...rest }: typeof form.values, headers) =>
      levelWaive({
        body: {
          ...rest,
          item: item ?? '',
          decided_on: decided_on ?? '',
          expires_on: expires_on ?? '',
        },
        headers,
      }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('waiveTitle')} onClose={onClose}>
      <Alert weight="info">{t('waiveNote')}</Alert>
      <Form
        form={form}
        submit={save}
        onSubmit={save.submit}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('waive')}
          </Button>
        }
      >
        {waivable.length > 1 && (
          <Select
            label={t('waiveItem')}
            required
            choices={waivable.map(({ id, title }) => ({ value: id, code: id, label: say(title) }))}
            {...form.bind('item')}
          />
        )}
        <Field
          label={t('reason')}
          required
          autoFocus
          lines={3}
          most={500}
          {...form.bind('reason')}
        />
        <Field label={t('approverName')} required most={200} {...form.bind('approver_name')} />
        <Field label={t('approverRole')} required most={200} {...form.bind('approver_role')} />
        <Row columns={2}>
          <DateField label={t('decidedOn')} required past {...form.bind('decided_on')} />
          <DateField label={t('expiresOn')} required {...form.bind('expires_on')} />
        </Row>
      </Form>
    </SidePanel>
  )
}
