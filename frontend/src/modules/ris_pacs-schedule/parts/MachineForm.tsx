import { useQuery } from '@tanstack/react-query'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsScheduleAddMachine, risPacsScheduleChangeMachine } from '@/kernel/api/sdk.gen'
import type { ImagingMachineIn, ImagingMachineOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, NumberField, Row, Select } from '@/kernel/ui'
import { t } from '../text'
import { MODALITIES } from './words'

const CHARSETS = ['ISO_IR 192', 'ISO_IR 100', 'ISO_IR 6'] as const

/** Set a machine up, or change it. */
export function MachineForm({ of, onDone }: { of?: ImagingMachineOut; onDone: () => void }) {
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } }))
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    modality: (of?.modality ?? null) as string | null,
    ae_title: of?.ae_title ?? '',
    station: of?.station ?? '',
    room_id: of?.room_id ?? null,
    charset: (CHARSETS.find((each) => each === of?.charset) ?? CHARSETS[0]) as
      | (typeof CHARSETS)[number]
      | null,
    plain_names: of?.plain_names ?? false,
    slot_minutes: (of?.slot_minutes ?? 15) as number | null,
    opens: of?.opens ?? '07:00',
    closes: of?.closes ?? '17:00',
    device_code: of?.device_code ?? '',
    active: of?.active ?? true,
    note: of?.note ?? '',
  })
  const save = useSubmit(
    (body: ImagingMachineIn, headers) =>
      of
        ? risPacsScheduleChangeMachine({
            path: { machine_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : risPacsScheduleAddMachine({ body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          ...v,
          modality: v.modality ?? '',
          room_id: v.room_id ?? '',
          charset: v.charset ?? 'ISO_IR 192',
          slot_minutes: v.slot_minutes ?? 15,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('ok')}
        </Button>
      }
    >
      <Row columns={2}>
        <Field label={t('code')} required most={20} {...form.bind('code')} />
        <Select
          label={t('modality')}
          required
          choices={MODALITIES.map((value) => ({ value, label: value }))}
          {...form.bind('modality')}
        />
      </Row>
      <Field label={t('name')} required {...form.bind('name')} />
      <Select
        label={t('room')}
        required
        choices={(rooms.data?.items ?? []).map((each) => ({
          value: each.id,
          label: each.name,
          code: each.code,
        }))}
        {...form.bind('room_id')}
      />
      <Row columns={2}>
        <Field label={t('title')} hint={t('titleHint')} most={16} {...form.bind('ae_title')} />
        <Field label={t('station')} most={16} {...form.bind('station')} />
      </Row>
      <Select
        label={t('charset')}
        required
        choices={CHARSETS.map((value) => ({ value, label: value }))}
        {...form.bind('charset')}
      />
      <Check label={t('plain')} {...form.bind('plain_names')} />
      <Row columns={3}>
        <Field label={t('opens')} required most={5} {...form.bind('opens')} />
        <Field label={t('closes')} required most={5} {...form.bind('closes')} />
        <NumberField
          label={t('slot')}
          required
          unit="'"
          least={5}
          most={240}
          {...form.bind('slot_minutes')}
        />
      </Row>
      <Field label={t('deviceCode')} most={50} {...form.bind('device_code')} />
      <Check label={t('active')} {...form.bind('active')} />
    </Form>
  )
}
