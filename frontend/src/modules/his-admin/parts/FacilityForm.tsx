import { useQuery } from '@tanstack/react-query'
import { hisAdminFacilityOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminSaveFacility } from '@/kernel/api/sdk.gen'
import type { FacilityClass, FacilityOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Dim, Facts, Field, Form, Panel, Row, Select } from '@/kernel/ui'
import { t } from '../text/places'

const CLASSES: FacilityClass[] = [
  'hospital',
  'general_clinic',
  'specialist_clinic',
  'health_station',
]

/** What stands at the head of every print. */
export function FacilityForm() {
  const found = useQuery(hisAdminFacilityOptions())
  const mayManage = useMay('his.admin.facility.manage')
  return (
    <Panel title={t('facility')}>
      <Awaited of={found}>
        {(facility) =>
          mayManage ? (
            <Changing key={facility.version} facility={facility} />
          ) : (
            <Shown facility={facility} />
          )
        }
      </Awaited>
    </Panel>
  )
}

function Shown({ facility }: { facility: FacilityOut }) {
  return (
    <Facts
      of={[
        { label: t('facilityCode'), value: facility.code },
        { label: t('name'), value: facility.name },
        { label: t('authority'), value: facility.authority || undefined },
        { label: t('address'), value: facility.address || undefined },
        { label: t('phone'), value: facility.phone || undefined },
        { label: t('class'), value: t(facility.class_) },
      ]}
    />
  )
}

function Changing({ facility }: { facility: FacilityOut }) {
  const { id: _, demo: __, version, ...start } = facility
  const form = useForm(start)
  const save = useSubmit((values: typeof start, headers) =>
    hisAdminSaveFacility({
      body: { ...values, code: values.code.trim().toUpperCase(), version },
      headers,
    }),
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit hotkey="F9" busy={save.busy} off={!form.dirty}>
          {t('save')}
        </Button>
      }
    >
      <Row columns={2}>
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
        <Field label={t('facilityCode')} required most={5} {...form.bind('code')} />
        <Select
          label={t('class')}
          required
          choices={CLASSES.map((value) => ({ value, label: t(value) }))}
          {...form.bind('class_')}
          onChange={(value) => value && form.set('class_', value)}
        />
        <Field label={t('authority')} most={200} {...form.bind('authority')} />
        <Field label={t('phone')} most={40} keyboard="tel" {...form.bind('phone')} />
      </Row>
      <Field label={t('address')} most={300} {...form.bind('address')} />
      <Dim>{t('letterhead')}</Dim>
    </Form>
  )
}
