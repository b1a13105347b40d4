import { useQuery } from '@tanstack/react-query'
import {
  lisTestsContainersOptions,
  lisTestsFormulasOptions,
  lisTestsSectionsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsSaveTest } from '@/kernel/api/sdk.gen'
import type { LabTestIn, LabTestOut, TestKind } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Check, Field, Form, NumberField, Row, Select, SidePanel } from '@/kernel/ui'
import { choiceLine, readChoices, readRules, ruleLine } from '../rules'
import { t } from '../text'

const KINDS: TestKind[] = ['number', 'coded', 'text', 'titre', 'culture', 'picture']

/** How a test is done: what the laboratory itself says of it. */
export function TestPanel({ of, onClose }: { of: LabTestOut; onClose: () => void }) {
  const sections = useQuery(lisTestsSectionsOptions({}))
  const containers = useQuery(lisTestsContainersOptions({}))
  const formulas = useQuery(lisTestsFormulasOptions({}))
  const form = useForm({
    section: of.section as string | null,
    kind: of.kind as TestKind | null,
    decimals: of.decimals,
    unit: of.display_unit,
    method: of.method,
    container: (of.container || null) as string | null,
    specimen: of.specimen_type,
    volume: of.volume_ml === null ? null : Number(of.volume_ml),
    minutes: of.minutes as number | null,
    stat: of.stat_minutes as number | null,
    stable: of.stable_hours,
    repeat: of.min_repeat_hours,
    formula: (of.formula || null) as string | null,
    choices: of.choices.map(choiceLine).join('\n'),
    reflex: of.reflex.map(ruleLine).join('\n'),
    auto: of.autoverify.on,
    onTime: of.autoverify.on_time_hours,
    second: of.second_verification,
    preparation: of.preparation,
  })
  const save = useSubmit(
    (body: LabTestIn, headers) => lisTestsSaveTest({ path: { code: of.code }, body, headers }),
    { done: onClose },
  )
  const { values } = form
  const named = (each: { code: string; name: string }) => ({ value: each.code, label: each.name })
  return (
    <SidePanel open title={`${of.code}: ${t('change')}`} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        long
        onSubmit={(said) =>
          save.submit({
            version: of.version,
            section_code: said.section ?? '',
            kind: said.kind ?? 'number',
            decimals: said.decimals,
            display_unit: said.unit,
            method: said.method,
            container_code: said.container ?? '',
            specimen_type: said.specimen,
            volume_ml: said.volume,
            minutes: said.minutes ?? 120,
            stat_minutes: said.stat ?? 60,
            stable_hours: said.stable,
            min_repeat_hours: said.repeat,
            formula: said.formula ?? '',
            choices: readChoices(said.choices),
            reflex: readRules(said.reflex),
            autoverify: { ...of.autoverify, on: said.auto, on_time_hours: said.onTime },
            second_verification: said.second,
            preparation: said.preparation,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Row columns={2}>
          <Select
            label={t('section')}
            required
            choices={(sections.data?.items ?? []).map(named)}
            {...form.bind('section')}
          />
          <Select
            label={t('kind')}
            required
            choices={KINDS.map((value) => ({ value, label: t(value) }))}
            {...form.bind('kind')}
          />
          <Select
            label={t('container')}
            choices={(containers.data?.items ?? []).map(named)}
            {...form.bind('container')}
          />
          <Field label={t('specimen')} most={20} {...form.bind('specimen')} />
          <NumberField label={t('volume')} decimals={2} least={0} {...form.bind('volume')} />
          <NumberField label={t('decimals')} least={0} most={6} {...form.bind('decimals')} />
          <NumberField label={t('minutes')} required least={1} {...form.bind('minutes')} />
          <NumberField label={t('statMinutes')} required least={1} {...form.bind('stat')} />
          <NumberField label={t('stable')} least={0} {...form.bind('stable')} />
          <NumberField label={t('repeat')} least={0} {...form.bind('repeat')} />
        </Row>
        {values.kind === 'number' && (
          <Field
            label={t('displayUnit')}
            hint={t('displayHint', { unit: of.ucum })}
            most={40}
            {...form.bind('unit')}
          />
        )}
        <Field label={t('method')} most={200} {...form.bind('method')} />
        <Select
          label={t('formula')}
          placeholder={t('noFormula')}
          choices={(formulas.data?.items ?? []).map((each) => ({
            value: each.id,
            label: say(each.title),
            extra: each.inputs.join(', '),
          }))}
          {...form.bind('formula')}
        />
        {values.kind === 'coded' && (
          <Field label={t('choices')} hint={t('choicesHint')} lines={5} {...form.bind('choices')} />
        )}
        <Field label={t('reflex')} hint={t('reflexHint')} lines={2} {...form.bind('reflex')} />
        <Check label={t('auto')} hint={t('autoHint')} {...form.bind('auto')} />
        {values.auto && <NumberField label={t('onTime')} least={0} {...form.bind('onTime')} />}
        <Check label={t('second')} {...form.bind('second')} />
        <Field label={t('preparation')} lines={2} most={500} {...form.bind('preparation')} />
      </Form>
    </SidePanel>
  )
}
