import { useNavigate } from '@tanstack/react-router'
import { hisOrdersUnseen } from '@/kernel/api/sdk.gen'
import type { ResultNoticeOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { type Column, Page, Status, Waiting, Worklist } from '@/kernel/ui'
import { CriticalList } from '../parts/CriticalList'
import { t } from '../text'

const KINDS = { new: 'new', partial: 'partial', corrected: 'correctedKind' } as const

function weight(row: ResultNoticeOut) {
  if (row.critical) return <Status tone="red">{t('critical')}</Status>
  if (row.abnormal) return <Status tone="amber">{t('abnormal')}</Status>
  return <Status tone="grey">{t(KINDS[row.kind])}</Status>
}

const COLUMNS: Column<ResultNoticeOut>[] = [
  { head: t('patient'), show: (row) => row.patient_name, phone: 'title', nowrap: true },
  { head: t('service'), show: (row) => row.service_name },
  { head: t('resultText'), show: (row) => row.text.split('\n')[0] },
  { head: t('state'), show: weight, width: '1%', nowrap: true },
  { head: t('waiting'), show: (row) => <Waiting since={row.at} />, width: '1%', nowrap: true },
]

/** What came back and was not looked at yet: mine; and critical ones nobody has acknowledged. */
export function Unread() {
  const mayPerform = useMay('his.orders.order.perform')
  const mayAnswer = useMay('his.orders.critical.acknowledge')
  const mayOrder = useMay('his.orders.order.place')
  const navigate = useNavigate()
  const open = (row: ResultNoticeOut) => navigate({ to: `/results/${row.order_id}` })
  const tone = (row: ResultNoticeOut) => (row.critical ? 'red' : row.abnormal ? 'amber' : undefined)
  return (
    <Page title={t('unread')}>
      {mayOrder && (
        <Worklist<ResultNoticeOut>
          list="his.orders.unseen"
          label={t('unread')}
          live={['results']}
          empty={t('noUnread')}
          load={({ after, limit }, signal) =>
            hisOrdersUnseen({ query: { after, limit }, signal }).then((answer) => answer.data)
          }
          keyOf={(row) => row.id}
          columns={COLUMNS}
          toneOf={tone}
          onOpen={open}
        />
      )}
      {(mayPerform || mayAnswer) && <CriticalList />}
    </Page>
  )
}
