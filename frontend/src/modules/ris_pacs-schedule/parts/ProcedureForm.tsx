import { risPacsScheduleAddProcedure, risPacsScheduleChangeProcedure } from '@/kernel/api/sdk.gen'
import type {
  Contrast,
  ImagingProcedureIn,
  ImagingProcedureOut,
  SafetyForm,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Choose, Field, Form, NumberField, Row, Select } from '@/kernel/ui'
import { t } from '../text'
import { MODALITIES } from './words'

const CONTRASTS = ['none', 'possible', 'given'] as const
const FORMS = ['none', 'radiation', 'contrast', 'mr'] as const

/** What imaging knows of a service. */
export function ProcedureForm({ of, onDone }: { of?: ImagingProcedureOut; onDone: () => void }) {
  const form = useForm({
    service_code: of?.service_code ?? '',
    modality: (of?.modality ?? null) as string | null,
    body_part: of?.body_part ?? '',
    needs_side: of?.needs_side ?? false,
    contrast: (of?.contrast ?? 'none') as Contrast | null,
    minutes: (of?.minutes ?? 15) as number | null,
    safety: (of?.safety ?? 'none') as SafetyForm | null,
    needs_protocol: of?.needs_protocol ?? false,
    preparation: of?.preparation ?? '',
    protocols: (of?.protocols ?? []).join('\n'),
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: ImagingProcedureIn, headers) =>
      of
        ? risPacsScheduleChangeProcedure({
            path: { procedure_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : risPacsScheduleAddProcedure({ body, headers }),
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
          contrast: v.contrast ?? 'none',
          safety: v.safety ?? 'none',
          minutes: v.minutes ?? 15,
          protocols: v.protocols
            .split('\n')
            .map((each) => each.trim())
            .filter(Boolean),
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('ok')}
        </Button>
      }
    >
      <Field label={t('service')} required off={!!of} {...form.bind('service_code')} />
      <Row columns={2}>
        <Select
          label={t('modality')}
          required
          choices={MODALITIES.map((value) => ({ value, label: value }))}
          {...form.bind('modality')}
        />
        <NumberField
          label={t('minutes')}
          required
          unit="'"
          least={5}
          most={480}
          {...form.bind('minutes')}
        />
      </Row>
      <Field label={t('bodyPart')} most={16} {...form.bind('body_part')} />
      <Choose<SafetyForm>
        label={t('form')}
        choices={FORMS.map((value) => ({ value, label: t(`f_${value}`) }))}
        {...form.bind('safety')}
      />
      <Choose<Contrast>
        label={t('contrast')}
        choices={CONTRASTS.map((value) => ({ value, label: t(`c_${value}`) }))}
        {...form.bind('contrast')}
      />
      <Check label={t('needsSide')} {...form.bind('needs_side')} />
      <Check label={t('needsProtocol')} {...form.bind('needs_protocol')} />
      <Field label={t('preparationText')} lines={4} most={2000} {...form.bind('preparation')} />
      <Field label={t('usual')} lines={3} {...form.bind('protocols')} />
      <Check label={t('active')} {...form.bind('active')} />
    </Form>
  )
}
