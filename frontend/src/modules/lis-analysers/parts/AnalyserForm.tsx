import { useQuery } from '@tanstack/react-query'
import {
  lisAnalysersProfilesOptions,
  lisTestsSectionsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisAnalysersAdd, lisAnalysersChange } from '@/kernel/api/sdk.gen'
import type { AnalyserIn, AnalyserOut, Connection } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Check, Dim, Field, Form, NumberField, Row, Select } from '@/kernel/ui'
import { t } from '../text'

const WAYS: Connection[] = ['tcp_server', 'tcp_client', 'serial', 'folder']

/** Set an instrument up, or change it. */
export function AnalyserForm({
  of,
  onDone,
}: {
  of?: AnalyserOut
  onDone: (made: AnalyserOut) => void
}) {
  const profiles = useQuery(lisAnalysersProfilesOptions()).data?.profiles ?? []
  const form = useForm({
    name: of?.name ?? '',
    code: of?.code ?? '',
    profile: (of?.profile ?? null) as string | null,
    section_code: of?.section_code ?? '',
    connection: (of?.connection ?? 'tcp_server') as Connection | null,
    address: of?.address ?? '',
    port: String(of?.port || 15001),
    baud: String(of?.baud ?? 9600),
    two_way: of?.two_way ?? true,
    control_pattern: of?.control_pattern ?? '',
    quiet_minutes: (of?.quiet_minutes ?? 0) as number | null,
    active: of?.active ?? true,
    note: of?.note ?? '',
  })
  const save = useSubmit(
    (body: AnalyserIn, headers) =>
      of
        ? lisAnalysersChange({
            path: { analyser_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : lisAnalysersAdd({ body, headers }),
    { done: onDone },
  )
  const way = form.values.connection ?? 'tcp_server'
  const chosen = profiles.find((p) => p.id === form.values.profile)
  const tcp = way === 'tcp_server' || way === 'tcp_client'
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          ...v,
          profile: v.profile ?? '',
          connection: way,
          port: tcp ? Number(v.port) || 0 : 0,
          baud: Number(v.baud) || 9600,
          quiet_minutes: v.quiet_minutes ?? 0,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('name')} required {...form.bind('name')} />
      <Row columns={2}>
        <Field label={t('code')} hint={t('codeHint')} required {...form.bind('code')} />
        <Sections value={form.bind('section_code')} />
      </Row>
      <Select
        label={t('profile')}
        required
        choices={profiles.map((p) => ({
          value: p.id,
          label: `${p.maker} ${p.title}`,
          extra: p.verified ? undefined : t('notVerified'),
        }))}
        {...form.bind('profile')}
      />
      {chosen && <Dim>{t('rests', { source: chosen.source })}</Dim>}
      {chosen && !chosen.verified && <Alert weight="warning">{say(chosen.note)}</Alert>}
      <Select<Connection>
        label={t('connection')}
        required
        choices={WAYS.map((value) => ({ value, label: t(value) }))}
        {...form.bind('connection')}
      />
      <Row columns={2}>
        <Field
          label={t(`address_${way}`)}
          required={way !== 'tcp_server'}
          {...form.bind('address')}
        />
        {tcp && (
          <Field label={t('port')} required keyboard="numeric" most={5} {...form.bind('port')} />
        )}
        {way === 'serial' && (
          <Field label={t('baud')} keyboard="numeric" most={6} {...form.bind('baud')} />
        )}
      </Row>
      <Check label={t('twoWay')} {...form.bind('two_way')} />
      <Row columns={2}>
        <Field label={t('control')} hint={t('controlHint')} {...form.bind('control_pattern')} />
        <NumberField
          label={t('quietMinutes')}
          least={0}
          most={10080}
          {...form.bind('quiet_minutes')}
        />
      </Row>
      <Check label={t('active')} {...form.bind('active')} />
      <Field label={t('note')} lines={2} {...form.bind('note')} />
    </Form>
  )
}

type Bound = { value: string; onChange: (value: string) => void }

function Sections({ value }: { value: Bound & object }) {
  const sections = useQuery(lisTestsSectionsOptions()).data?.items ?? []
  return (
    <Select
      label={t('section')}
      choices={sections.map((s) => ({ value: s.code, label: s.name }))}
      value={value.value || null}
      onChange={(chosen) => value.onChange(chosen ?? '')}
    />
  )
}
