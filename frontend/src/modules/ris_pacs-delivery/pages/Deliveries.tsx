import { useNavigate } from '@tanstack/react-router'
import { risPacsDeliveryDeliveries } from '@/kernel/api/sdk.gen'
import type { DeliveryForm, DeliveryOut, DeliveryState } from '@/kernel/api/types.gen'
import { Dim, Page, Status, Time, Worklist } from '@/kernel/ui'
import { DELIVERY_TONE } from '../parts/words'
import { t } from '../text'

const FORMS = ['zip', 'iso', 'link'] as const
const STATES = ['asked', 'made', 'handed', 'failed', 'withdrawn', 'expired'] as const

/** The book of what was handed out, the newest first. */
export function Deliveries() {
  const navigate = useNavigate()
  return (
    <Page title={t('deliveries')}>
      <Worklist<DeliveryOut>
        list="ris_pacs.delivery.deliveries"
        label={t('deliveries')}
        live={['imaging.deliveries']}
        empty={t('none')}
        load={(asked, signal) =>
          risPacsDeliveryDeliveries({
            query: {
              state: (asked.state as DeliveryState) || undefined,
              form: (asked.form as DeliveryForm) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'form',
            label: t('form'),
            choices: FORMS.map((value) => ({ value, label: t(`f_${value}`) })),
          },
          {
            name: 'state',
            label: t('state'),
            list: true,
            choices: STATES.map((value) => ({ value, label: t(`s_${value}`) })),
          },
        ]}
        columns={[
          {
            head: t('asked'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.asked_at} />,
          },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                {row.patient.name} <Dim>{row.patient.code}</Dim>
              </>
            ),
          },
          { head: t('form'), width: '1%', nowrap: true, show: (row) => t(`f_${row.form}`) },
          { head: t('recipient'), show: (row) => row.handed_to || row.recipient },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => (
              <Status
                tone={DELIVERY_TONE[row.over && row.state !== 'withdrawn' ? 'expired' : row.state]}
              >
                {t(`s_${row.over && row.state === 'made' ? 'expired' : row.state}`)}
              </Status>
            ),
          },
          { head: t('by'), show: (row) => row.asked_by_name },
        ]}
        onOpen={(row) =>
          navigate({ to: '/imaging/deliveries/$deliveryId', params: { deliveryId: row.id } })
        }
      />
    </Page>
  )
}
