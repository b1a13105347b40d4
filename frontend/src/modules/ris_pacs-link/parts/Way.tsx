import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  risPacsLinkImagingWayOptions,
  risPacsLinkImagingWayQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsLinkSetImagingWay } from '@/kernel/api/sdk.gen'
import type {
  ImageDialect,
  ImagingWayIn,
  ImagingWayOut,
  OrderDialect,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Check, Form, Panel, Row, Select } from '@/kernel/ui'
import { t } from '../text'
import { Codes } from './Codes'

/** How a linked system is spoken with about pictures, and what its codes mean. */
export function Way({ partnerId, kind }: { partnerId: string; kind: string }) {
  const path = { partner_id: partnerId }
  const found = useQuery({
    ...risPacsLinkImagingWayOptions({ path }),
    enabled: kind === 'his' || kind === 'imaging',
  })
  if (kind !== 'his' && kind !== 'imaging') return null
  return (
    <>
      <Panel title={t('way')}>
        <Awaited of={found}>
          {(way) => <WayForm key={way.version} of={way} partnerId={partnerId} />}
        </Awaited>
      </Panel>
      <Codes partnerId={partnerId} kind={kind} />
    </>
  )
}

function WayForm({ of, partnerId }: { of: ImagingWayOut; partnerId: string }) {
  const may = useMay('ris_pacs.link.way.set')
  const queries = useQueryClient()
  const path = { partner_id: partnerId }
  const form = useForm({
    orders: of.orders as OrderDialect | null,
    images: of.images as ImageDialect | null,
    schedule: of.schedule,
    studies: of.studies,
  })
  const save = useSubmit(
    (body: ImagingWayIn, headers) => risPacsLinkSetImagingWay({ path, body, headers }),
    {
      done: () => queries.invalidateQueries({ queryKey: risPacsLinkImagingWayQueryKey({ path }) }),
    },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          ...v,
          version: of.version,
          orders: v.orders ?? of.orders,
          images: v.images ?? of.images,
        })
      }
      actions={
        may && (
          <Button submit busy={save.busy}>
            {t('save')}
          </Button>
        )
      }
    >
      <Row columns={2}>
        <Select<OrderDialect>
          label={t('ordersAs')}
          required
          choices={[
            { value: 'omi', label: 'OMI^O23 (HL7 2.5+)' },
            { value: 'orm', label: 'ORM^O01' },
          ]}
          {...form.bind('orders')}
        />
        <Select<ImageDialect>
          label={t('imagesAs')}
          required
          choices={[
            { value: 'ed', label: t('embedded') },
            { value: 'rp', label: t('pointer') },
          ]}
          {...form.bind('images')}
        />
      </Row>
      <Check label={t('tellsTimes')} {...form.bind('schedule')} />
      <Check label={t('tellsStudies')} {...form.bind('studies')} />
    </Form>
  )
}
