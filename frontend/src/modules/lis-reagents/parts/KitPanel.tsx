import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisReagentsKitLogOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisReagentsExcuse,
  lisReagentsFinish,
  lisReagentsPrintLabel,
  lisReagentsPutOn,
  lisReagentsTakeOff,
} from '@/kernel/api/sdk.gen'
import type { ReagentKitOut, ReagentUseOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Dim,
  Facts,
  Field,
  PrintButton,
  RefusalNote,
  Row,
  SidePanel,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { KIT, shown } from './state'
import { UseForm } from './UseForm'

const OVER: ReagentKitOut['state'][] = ['finished', 'expired', 'recalled']

/** One open kit: on or off the instrument, what it was used for, its end. */
export function KitPanel({ kit, onClose }: { kit: ReagentKitOut; onClose: () => void }) {
  const path = { kit_id: kit.id }
  const may = useMay('lis.reagents.kit.open') && !OVER.includes(kit.state)
  const mayExcuse = useMay('lis.reagents.kit.override') && !OVER.includes(kit.state)
  const [analyser, setAnalyser] = useState(kit.analyser)
  const [reason, setReason] = useState('')
  const [using, setUsing] = useState(false)
  const options = lisReagentsKitLogOptions({ path, query: { limit: 50 } })
  const log = useQuery(options)
  useLive(['lis.reagents'], [options.queryKey])
  const then = { done: onClose }
  const on = useSubmit(
    (_: null, headers) =>
      lisReagentsPutOn({ path, body: { analyser, reason: reason.trim() }, headers }),
    then,
  )
  const off = useSubmit((_: null, headers) => lisReagentsTakeOff({ path, headers }), then)
  const end = useSubmit(
    (_: null, headers) => lisReagentsFinish({ path, body: { reason: reason.trim() }, headers }),
    then,
  )
  const excuse = useSubmit(
    (_: null, headers) => lisReagentsExcuse({ path, body: { reason: reason.trim() }, headers }),
    then,
  )
  const refusal = on.refusal ?? off.refusal ?? end.refusal ?? excuse.refusal
  return (
    <SidePanel open title={`${kit.code} · ${kit.name}`} onClose={onClose}>
      <Stack>
        <Row>
          <Status tone={KIT[kit.state]}>{t(kit.state)}</Status>
          {kit.expired && <Status tone="red">{t('expired')}</Status>}
          {kit.first && <Status tone="amber">{t('useFirst')}</Status>}
        </Row>
        <Facts
          of={[
            { label: t('lot'), value: kit.lot_number },
            { label: t('analyser'), value: kit.analyser || t('everywhere') },
            { label: t('usableUntil'), value: showInstant(kit.usable_until, 'date') },
            { label: t('left'), value: leftOf(kit) },
            { label: t('openedAt'), value: `${showInstant(kit.opened_at)}, ${kit.opened_by_name}` },
            { label: t('reason'), value: kit.ended_reason || undefined },
          ]}
        />
        {kit.override_reason && (
          <Alert weight="warning">
            {t('excusedBy', { name: kit.override_by_name, reason: kit.override_reason })}
          </Alert>
        )}
        {may && (
          <>
            <Field
              label={t('analyser')}
              hint={t('analyserHint')}
              most={60}
              value={analyser}
              onChange={setAnalyser}
            />
            <Field
              label={t('reason')}
              hint={t('finishHint')}
              most={500}
              value={reason}
              onChange={setReason}
            />
            <RefusalNote of={refusal} />
            <Row>
              {kit.state === 'open' ? (
                <Button primary hotkey="F9" busy={on.busy} onClick={() => on.submit(null)}>
                  {t('putOn')}
                </Button>
              ) : (
                <Button busy={off.busy} onClick={() => off.submit(null)}>
                  {t('takeOff')}
                </Button>
              )}
              <Button onClick={() => setUsing((before) => !before)}>{t('record')}</Button>
              <Button busy={end.busy} onClick={() => end.submit(null)}>
                {t('finish')}
              </Button>
              {mayExcuse && kit.expired && !kit.override_reason && (
                <Button danger busy={excuse.busy} onClick={() => excuse.submit(null)}>
                  {t('excuse')}
                </Button>
              )}
              <PrintButton
                pdf={() =>
                  lisReagentsPrintLabel({ path, parseAs: 'blob' }).then(
                    (answer) => answer.data as unknown as Blob,
                  )
                }
              >
                {t('label')}
              </PrintButton>
            </Row>
          </>
        )}
        {using && <UseForm kit={kit} onDone={onClose} />}
        <Awaited of={log} rows={4}>
          {({ items }) => (
            <Table<ReagentUseOut>
              label={t('log')}
              rows={items}
              empty={t('noLog')}
              keyOf={(row) => row.id}
              columns={[
                { head: t('at'), show: (row) => <Time at={row.at} />, nowrap: true },
                {
                  head: t('kind'),
                  show: (row) => [t(row.kind), row.test_code].filter(Boolean).join(' · '),
                },
                { head: t('amount'), show: (row) => shown(row.amount), align: 'right' },
                { head: t('note'), show: (row) => <Dim>{row.note || row.by_name}</Dim> },
              ]}
            />
          )}
        </Awaited>
      </Stack>
    </SidePanel>
  )
}

export function leftOf(kit: ReagentKitOut): string {
  return t('ofContent', {
    left: shown(kit.left),
    content: shown(kit.content),
    unit: kit.content_unit,
  })
}
