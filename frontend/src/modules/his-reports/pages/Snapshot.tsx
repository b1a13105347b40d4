import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { hisReportsSnapshotOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisReportsSign, hisReportsWithdraw } from '@/kernel/api/sdk.gen'
import type { LateChange, SheetLine, SnapshotOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Awaited,
  Button,
  DangerPanel,
  Facts,
  Page,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  Stack,
  Table,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { columnsOf, showCell, type Value } from '../cells'
import { paper } from '../period'
import { t } from '../text'

/** A frozen report: as it was, and what was entered late. */
export function Snapshot() {
  const { snapshot } = useParams({ strict: false }) as { snapshot: string }
  const found = useQuery(hisReportsSnapshotOptions({ path: { snapshot_id: snapshot } }))
  return (
    <Page
      title={found.data?.snapshot.title ?? t('frozen')}
      actions={<PrintButton pdf={() => paper(`/api/reports/snapshots/${snapshot}/prints/sheet`)} />}
    >
      <Awaited of={found}>{(told) => <Told of={told} />}</Awaited>
    </Page>
  )
}

function Told({ of: { snapshot, report, lines, intact, changes } }: { of: SnapshotOut }) {
  const standing = snapshot.withdrawn_at === null
  return (
    <Stack>
      {!intact && <Alert weight="stop">{t('broken')}</Alert>}
      <Facts
        of={[
          {
            label: t('period'),
            value: `${showDate(snapshot.since)} – ${showDate(snapshot.until)}`,
          },
          { label: t('frozenAt'), value: showInstant(snapshot.frozen_at) },
          { label: t('by'), value: snapshot.frozen_by_name },
          { label: t('signedBy'), value: snapshot.signed_by_name || t('unsigned') },
          { label: t('note'), value: snapshot.note || undefined },
          {
            label: t('withdrawn'),
            value: standing
              ? undefined
              : `${snapshot.withdrawn_by_name}: ${snapshot.withdrawn_reason}`,
          },
        ]}
      />
      {standing && <Acts id={snapshot.id} signed={snapshot.signed_at !== null} />}
      <Panel title={say(report.title)} flush>
        <Table<SheetLine>
          label={say(report.title)}
          rows={lines}
          keyOf={(row) => `${row.key}|${row.values[0]}`}
          columns={columnsOf<SheetLine>(report)}
        />
      </Panel>
      <Panel title={t('changes')} flush>
        {changes.length === 0 ? (
          <p style={{ padding: 12 }}>{t('noChanges')}</p>
        ) : (
          <Table<LateChange>
            label={t('changes')}
            rows={changes}
            keyOf={(row) => row.key}
            columns={[
              { head: t('whenFrozen'), phone: 'title', show: (row) => shown(row.then, report) },
              { head: t('now'), show: (row) => shown(row.now, report) },
            ]}
          />
        )}
      </Panel>
    </Stack>
  )
}

function shown(values: Value[] | null, report: SnapshotOut['report']): string {
  if (values === null) return '–'
  return values.map((value, n) => showCell(value, report.columns[n]?.kind ?? 'text')).join(' · ')
}

function Acts({ id, signed }: { id: string; signed: boolean }) {
  const maySign = useMay('his.reports.snapshot.sign')
  const [withdrawing, setWithdrawing] = useState(false)
  const path = { snapshot_id: id }
  const sign = useSubmit((_: null, headers) => hisReportsSign({ path, headers }))
  const withdraw = useSubmit(
    (reason: string, headers) => hisReportsWithdraw({ path, body: { reason }, headers }),
    { done: () => setWithdrawing(false) },
  )
  if (!maySign) return null
  return (
    <>
      <Row>
        {!signed && (
          <Button primary busy={sign.busy} onClick={() => sign.submit(null)}>
            {t('sign')}
          </Button>
        )}
        <Button danger onClick={() => setWithdrawing(true)}>
          {t('withdraw')}
        </Button>
      </Row>
      <RefusalNote of={sign.refusal} />
      <DangerPanel
        open={withdrawing}
        title={t('withdraw')}
        verb={t('withdraw')}
        before={t('standing')}
        after={t('withdrawn')}
        busy={withdraw.busy}
        refusal={withdraw.refusal}
        onAct={withdraw.submit}
        onClose={() => setWithdrawing(false)}
      />
    </>
  )
}
