import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import {
  risPacsDeliveryDeliveryOptions,
  risPacsDeliveryDeliveryQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsDeliveryHand,
  risPacsDeliveryMake,
  risPacsDeliverySlip,
  risPacsDeliveryWithdraw,
} from '@/kernel/api/sdk.gen'
import type { DeliveryWholeOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  DangerPanel,
  Download,
  Facts,
  Field,
  Page,
  Panel,
  PrintButton,
  RefusalNote,
  SidePanel,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { LinkShown } from '../parts/LinkShown'
import { DELIVERY_TONE, showBytes } from '../parts/words'
import { t } from '../text'

/** One delivery: its file or link, and what was done about it. */
export function Delivery() {
  const { deliveryId = '' } = useParams({ strict: false })
  const path = { delivery_id: deliveryId }
  const found = useQuery(risPacsDeliveryDeliveryOptions({ path }))
  useLive(['imaging.deliveries'], [risPacsDeliveryDeliveryQueryKey({ path })])
  return <Awaited of={found}>{(whole) => <Whole of={whole} />}</Awaited>
}

function Whole({ of }: { of: DeliveryWholeOut }) {
  const { delivery: it, studies, events } = of
  const may = useMay('ris_pacs.delivery.job.make')
  const [act, setAct] = useState<'hand' | 'withdraw'>()
  const [to, setTo] = useState(it.recipient)
  const path = { delivery_id: it.id }
  const close = () => setAct(undefined)
  const hand = useSubmit(
    (name: string, headers) =>
      risPacsDeliveryHand({ path, body: { to: name, version: it.version }, headers }),
    { done: close },
  )
  const withdraw = useSubmit(
    (reason: string, headers) =>
      risPacsDeliveryWithdraw({ path, body: { reason, version: it.version }, headers }),
    { done: close },
  )
  const make = useSubmit((_: null, headers) => risPacsDeliveryMake({ path, headers }))
  const begun = useRef(false)
  const { submit } = make
  useEffect(() => {
    if (it.state === 'asked' && may && !begun.current) {
      begun.current = true
      submit(null)
    }
  }, [it.state, may, submit])
  const standing = (it.state === 'made' || it.state === 'handed') && !it.over
  const isLink = it.form === 'link'
  return (
    <Page
      title={`${t(`f_${it.form}`)}: ${it.patient.name}`}
      detail={<Status tone={DELIVERY_TONE[it.state]}>{t(`s_${it.state}`)}</Status>}
      actions={
        may &&
        standing && (
          <>
            <PrintButton pdf={() => risPacsDeliverySlip({ path }).then((r) => r.data as Blob)}>
              {t('slip')}
            </PrintButton>
            <Button danger onClick={() => setAct('withdraw')}>
              {t('withdraw')}
            </Button>
            <Button primary hotkey="F9" onClick={() => setAct('hand')}>
              {t('hand')}
            </Button>
          </>
        )
      }
    >
      <Stack>
        <Slot name="patient.banner" patientId={it.patient.id} />
        {it.state === 'asked' && <Alert weight="info">{t('making')}</Alert>}
        {it.failure && <Alert weight="warning">{it.failure}</Alert>}
        <RefusalNote of={make.refusal} />
        {it.left_out > 0 && (
          <Alert weight="warning">{t('leftOutNote', { n: String(it.left_out) })}</Alert>
        )}
        {may && standing && isLink && <LinkShown of={it} />}
        {may && standing && !isLink && (
          <div>
            <Download href={`/api/imaging/deliveries/${it.id}/file`}>{t('download')}</Download>
          </div>
        )}
        <Panel>
          <Facts
            of={[
              { label: t('recipient'), value: it.handed_to || it.recipient },
              { label: t('purpose'), value: t(`p_${it.purpose}`) },
              { label: t('until'), value: showInstant(it.expires_at) },
              { label: t('pictures'), value: String(it.pictures) },
              { label: t('size'), value: it.size ? showBytes(it.size) : undefined },
              { label: 'SHA-256', value: it.sha256 ? `${it.sha256.slice(0, 16)}…` : undefined },
              { label: t('by'), value: `${it.asked_by_name} · ${t('confirmed')}` },
            ]}
          />
        </Panel>
        <Panel title={t('studies')} flush>
          <Table
            label={t('studies')}
            rows={studies}
            keyOf={(row) => row.id}
            columns={[
              {
                head: t('date'),
                width: '1%',
                nowrap: true,
                show: (row) => (row.date ? showDate(row.date) : '–'),
              },
              {
                head: t('study'),
                phone: 'title',
                show: (row) => `${row.modalities} ${row.description}`,
              },
              { head: t('pictures'), align: 'right', width: '1%', show: (row) => row.pictures },
            ]}
          />
        </Panel>
        {isLink && <Slot name="document.links" documentId={it.id} />}
        <Panel title={t('history')} flush>
          <Table
            label={t('history')}
            rows={events}
            keyOf={(row) => `${row.at}${row.act}`}
            columns={[
              { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
              { head: t('act'), phone: 'title', show: (row) => t(`a_${row.act}`) },
              { head: t('by'), show: (row) => row.by_name },
              { head: t('note'), show: (row) => row.note },
            ]}
          />
        </Panel>
      </Stack>
      {act === 'hand' && (
        <SidePanel open title={t('hand')} onClose={close}>
          <Stack>
            <Field label={t('handTo')} required most={200} value={to} onChange={setTo} />
            <RefusalNote of={hand.refusal} />
            <Button primary busy={hand.busy} off={!to.trim()} onClick={() => hand.submit(to)}>
              {t('hand')}
            </Button>
          </Stack>
        </SidePanel>
      )}
      {act === 'withdraw' && (
        <DangerPanel
          open
          title={t('withdraw')}
          verb={t('withdraw')}
          before={t('withdrawBefore')}
          after={t('withdrawAfter')}
          busy={withdraw.busy}
          refusal={withdraw.refusal}
          onAct={withdraw.submit}
          onClose={close}
        />
      )}
    </Page>
  )
}
