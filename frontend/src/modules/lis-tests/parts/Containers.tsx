import { useQuery } from '@tanstack/react-query'
import { lisTestsContainersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisTestsAddContainer, lisTestsSaveContainer } from '@/kernel/api/sdk.gen'
import type { ContainerIn, ContainerOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, NumberField, Row, SidePanel } from '@/kernel/ui'
import { shown } from '../show'
import { t } from '../text'
import { CodeList } from './CodeList'

/** Tubes and jars in the order in which they are drawn. */
export function Containers() {
  const found = useQuery(lisTestsContainersOptions({ query: { ended: true } }))
  return (
    <CodeList<ContainerOut>
      label={t('containers')}
      found={found}
      columns={[
        { head: t('order'), show: (row) => row.draw_order, align: 'right', width: '1%' },
        { head: t('code'), show: (row) => row.code, nowrap: true, width: '1%' },
        { head: t('name'), show: (row) => row.name, phone: 'title' },
        { head: t('colour'), show: (row) => row.cap_colour },
        { head: t('additive'), show: (row) => row.additive },
        { head: t('volume'), show: (row) => shown(row.volume_ml), align: 'right' },
      ]}
      panel={(of, onClose) => <ContainerPanel of={of} onClose={onClose} />}
    />
  )
}

function ContainerPanel({ of, onClose }: { of?: ContainerOut; onClose: () => void }) {
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    cap_colour: of?.cap_colour ?? '',
    additive: of?.additive ?? '',
    volume: of?.volume_ml == null ? null : Number(of.volume_ml),
    order: (of?.draw_order ?? 50) as number | null,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: ContainerIn, headers) =>
      of
        ? lisTestsSaveContainer({ path: { container_id: of.id }, body, headers })
        : lisTestsAddContainer({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of?.name ?? t('add')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ volume, order, ...said }) =>
          save.submit({
            ...said,
            volume_ml: volume,
            draw_order: order ?? 50,
            colour: of?.colour ?? '',
            label: of?.label ?? '',
            version: of?.version ?? 0,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('code')} required off={Boolean(of)} most={20} {...form.bind('code')} />
        <Field label={t('name')} required most={200} {...form.bind('name')} />
        <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
        <Row columns={2}>
          <Field label={t('colour')} most={40} {...form.bind('cap_colour')} />
          <Field label={t('additive')} most={100} {...form.bind('additive')} />
          <NumberField label={t('volume')} decimals={2} least={0} {...form.bind('volume')} />
          <NumberField label={t('order')} least={0} most={1000} {...form.bind('order')} />
        </Row>
        {of && <Check label={t('live')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
