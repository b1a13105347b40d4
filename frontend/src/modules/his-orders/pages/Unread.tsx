import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisOrdersCall, hisOrdersCritical, hisOrdersUnseen } from '@/kernel/api/sdk.gen'
import type { ResultNoticeOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  type Column,
  Dim,
  Field,
  Page,
  RefusalNote,
  SidePanel,
  Status,
  Waiting,
  Worklist,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
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

/** What came back and was not looked at yet: mine; and critical ones that nobody has seen. */
export function Unread() {
  const mayPerform = useMay('his.orders.order.perform')
  const mayOrder = useMay('his.orders.order.place')
  const navigate = useNavigate()
  const open = (row: ResultNoticeOut) => navigate({ to: `/results/${row.order_id}` })
  const tone = (row: ResultNoticeOut) => (row.critical ? 'red' : row.abnormal ? 'amber' : undefined)
  const [calling, setCalling] = useState<ResultNoticeOut>()
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
      {mayPerform && (
        <>
          <h2>{t('criticalWaiting')}</h2>
          <Worklist<ResultNoticeOut>
            list="his.orders.critical"
            label={t('criticalWaiting')}
            live={['results']}
            empty={t('noCritical')}
            load={({ after, limit }, signal) =>
              hisOrdersCritical({ query: { after, limit }, signal }).then((answer) => answer.data)
            }
            keyOf={(row) => row.id}
            columns={[
              ...COLUMNS,
              { head: t('recipient'), show: (row) => row.recipient_name },
              {
                head: t('call'),
                show: (row) =>
                  row.called_at ? (
                    <Dim>
                      {t('called', {
                        at: showInstant(row.called_at, 'time'),
                        by: row.called_by_name,
                        note: row.called_note,
                      })}
                    </Dim>
                  ) : null,
              },
            ]}
            toneOf={tone}
            onOpen={open}
            actions={(row) => (
              <Button small onClick={() => setCalling(row)}>
                {t('call')}
              </Button>
            )}
          />
        </>
      )}
      {calling && <Calling notice={calling} onClose={() => setCalling(undefined)} />}
    </Page>
  )
}

function Calling({ notice, onClose }: { notice: ResultNoticeOut; onClose: () => void }) {
  const [note, setNote] = useState('')
  const call = useSubmit(
    (text: string, headers) =>
      hisOrdersCall({ path: { notice_id: notice.id }, body: { note: text }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('call')} onClose={onClose}>
      <p>
        {notice.patient_name} · {notice.service_name}
      </p>
      <p>{notice.text}</p>
      <Field label={t('callNote')} required value={note} onChange={setNote} most={500} lines={2} />
      <RefusalNote of={call.refusal} />
      <Button
        primary
        hotkey="F9"
        busy={call.busy}
        off={note.trim().length < 3}
        onClick={() => call.submit(note)}
      >
        {t('call')}
      </Button>
    </SidePanel>
  )
}
