import { useQuery } from '@tanstack/react-query'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisLinkAddLinkPartner, hisLinkChangeLinkPartner } from '@/kernel/api/sdk.gen'
import type { LinkPartnerIn, LinkPartnerOut, PartnerKind } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Dim, Field, Form, NumberField, Row, Select } from '@/kernel/ui'
import { t } from '../text'

const KINDS: PartnerKind[] = ['his', 'laboratory', 'devices', 'imaging']

/** Set a system up, or change it. */
export function PartnerForm({
  of,
  onDone,
}: {
  of?: LinkPartnerOut
  onDone: (made: LinkPartnerOut) => void
}) {
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } })).data?.items
  const form = useForm({
    name: of?.name ?? '',
    code: of?.code ?? '',
    kind: (of?.kind ?? 'his') as PartnerKind | null,
    application: of?.application ?? '',
    facility: of?.facility ?? '',
    allowed_from: of?.allowed_from ?? '',
    host: of?.host ?? '',
    port: of?.port ? String(of.port) : '',
    tls: of?.tls ?? false,
    authority: of?.authority ?? '',
    our_ids: of?.our_ids ?? false,
    registers: of?.registers ?? false,
    updates: of?.updates ?? false,
    sends_patients: of?.sends_patients ?? false,
    room_id: (of?.room_id ?? null) as string | null,
    quiet_minutes: (of?.quiet_minutes ?? 0) as number | null,
    active: of?.active ?? true,
    note: of?.note ?? '',
  })
  const save = useSubmit(
    (body: LinkPartnerIn, headers) =>
      of
        ? hisLinkChangeLinkPartner({
            path: { partner_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : hisLinkAddLinkPartner({ body, headers }),
    { done: onDone },
  )
  const kind = form.values.kind ?? 'his'
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          ...v,
          kind,
          port: Number(v.port) || 0,
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
        <Select<PartnerKind>
          label={t('kind')}
          required
          choices={KINDS.map((value) => ({ value, label: t(value) }))}
          {...form.bind('kind')}
        />
      </Row>
      <Dim>{t('theyAre')}</Dim>
      <Row columns={2}>
        <Field label={t('application')} required {...form.bind('application')} />
        <Field label={t('facility')} hint={t('facilityHint')} {...form.bind('facility')} />
        <Field label={t('allowedFrom')} hint={t('allowedHint')} {...form.bind('allowed_from')} />
        <Field label={t('authority')} {...form.bind('authority')} />
      </Row>
      {kind !== 'devices' && (
        <>
          <Dim>{t('weCall')}</Dim>
          <Row columns={2}>
            <Field label={t('host')} {...form.bind('host')} />
            <Field label={t('port')} keyboard="numeric" most={5} {...form.bind('port')} />
          </Row>
          <Check label={t('tls')} {...form.bind('tls')} />
        </>
      )}
      <Check label={t('ourIds')} {...form.bind('our_ids')} />
      {kind === 'his' && (
        <>
          <Check label={t('registers')} {...form.bind('registers')} />
          <Select
            label={t('room')}
            choices={(rooms ?? []).map((r) => ({ value: r.id, label: r.name, extra: r.code }))}
            {...form.bind('room_id')}
          />
        </>
      )}
      {(kind === 'his' || kind === 'imaging') && (
        <Check label={t('updates')} {...form.bind('updates')} />
      )}
      {kind !== 'devices' && <Check label={t('sendsPatients')} {...form.bind('sends_patients')} />}
      <NumberField
        label={t('quietMinutes')}
        least={0}
        most={10080}
        {...form.bind('quiet_minutes')}
      />
      <Check label={t('active')} {...form.bind('active')} />
      <Field label={t('note')} lines={2} {...form.bind('note')} />
    </Form>
  )
}
