import { useQuery } from '@tanstack/react-query'
import { risPacsDicomNodesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDicomAddRoute, risPacsDicomChangeRoute } from '@/kernel/api/sdk.gen'
import type { DicomRouteIn, DicomRouteOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Dim, Field, Form, Row, Select } from '@/kernel/ui'
import { t } from '../text'
import { MODALITIES } from './NodeForm'

/** A rule by which studies go on to another node. */
export function RouteForm({ of, onDone }: { of?: DicomRouteOut; onDone: () => void }) {
  const nodes = useQuery(risPacsDicomNodesOptions())
  const form = useForm({
    name: of?.name ?? '',
    node_id: (of?.node_id ?? null) as string | null,
    modality: (of?.modality || null) as string | null,
    source: (of?.source || null) as string | null,
    age_from: of?.age_from == null ? '' : String(of.age_from),
    age_to: of?.age_to == null ? '' : String(of.age_to),
    priors: of?.priors ? String(of.priors) : '',
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: DicomRouteIn, headers) =>
      of
        ? risPacsDicomChangeRoute({
            path: { route_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : risPacsDicomAddRoute({ body, headers }),
    { done: onDone },
  )
  const known = nodes.data?.items ?? []
  const number = (text: string) => (text ? Number(text) : null)
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          name: v.name,
          node_id: v.node_id ?? '',
          modality: v.modality ?? '',
          source: v.source ?? '',
          age_from: number(v.age_from),
          age_to: number(v.age_to),
          priors: number(v.priors) ?? 0,
          active: v.active,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('ruleName')} required {...form.bind('name')} />
      <Select
        label={t('to')}
        required
        choices={known
          .filter((each) => each.receives)
          .map((each) => ({ value: each.id, label: each.name }))}
        {...form.bind('node_id')}
      />
      <Row columns={2}>
        <Select
          label={t('modality')}
          choices={MODALITIES.map((value) => ({ value, label: value }))}
          {...form.bind('modality')}
        />
        <Select
          label={t('from')}
          choices={known.map((each) => ({ value: each.ae_title, label: each.name }))}
          {...form.bind('source')}
        />
      </Row>
      <Row columns={3}>
        <Field label={t('ageFrom')} keyboard="numeric" most={3} {...form.bind('age_from')} />
        <Field label={t('ageTo')} keyboard="numeric" most={3} {...form.bind('age_to')} />
        <Field label={t('priors')} keyboard="numeric" most={2} {...form.bind('priors')} />
      </Row>
      <Check label={t('active')} {...form.bind('active')} />
      <Dim>{t('ruleHint')}</Dim>
    </Form>
  )
}
