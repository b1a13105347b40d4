import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lisReagentsOneLotOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisReagentsAccept } from '@/kernel/api/sdk.gen'
import type { ReagentLotDetailOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Facts,
  Field,
  RefusalNote,
  Row,
  SidePanel,
  Stack,
  Status,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import { EndPanel } from './EndPanel'
import { LotMoves, LotTrials } from './LotTables'
import { RemovalForm } from './RemovalForm'
import { shown } from './state'
import { TrialForm } from './TrialForm'

/** One lot: tried, accepted or not, its stock card, recalled and traced. */
export function LotPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const options = lisReagentsOneLotOptions({ path: { lot_id: id } })
  const found = useQuery(options)
  useLive(['lis.reagents'], [options.queryKey])
  const [ending, setEnding] = useState<'reject' | 'recall'>()
  if (ending && found.data)
    return (
      <EndPanel
        detail={found.data}
        end={ending}
        onClose={() => {
          setEnding(undefined)
          void found.refetch()
        }}
      />
    )
  const lot = found.data?.lot
  return (
    <SidePanel open title={lot ? `${lot.name} · ${lot.number}` : t('lot')} onClose={onClose}>
      <Awaited of={found} rows={8}>
        {(detail) => <Detail of={detail} onEnd={setEnding} onChanged={() => found.refetch()} />}
      </Awaited>
    </SidePanel>
  )
}

function Detail(props: {
  of: ReagentLotDetailOut
  onEnd: (end: 'reject' | 'recall') => void
  onChanged: () => void
}) {
  const { lot, ...of } = props.of
  const navigate = useNavigate()
  const mayJudge = useMay('lis.reagents.lot.judge')
  const mayReceive = useMay('lis.reagents.lot.receive')
  const mayTrace = useMay('lis.reagents.result.trace')
  const [act, setAct] = useState<'trial' | 'remove'>()
  const [reason, setReason] = useState('')
  const accept = useSubmit(
    (_: null, headers) =>
      lisReagentsAccept({ path: { lot_id: lot.id }, body: { reason: reason.trim() }, headers }),
    { done: props.onChanged },
  )
  const done = () => {
    setAct(undefined)
    props.onChanged()
  }
  const waits = lot.state === 'received'
  return (
    <Stack>
      <Facts
        of={[
          { label: t('state'), value: <Status tone="grey">{t(lot.state)}</Status> },
          { label: t('expiry'), value: showDate(lot.expiry) },
          { label: t('stock'), value: `${shown(lot.quantity)} ${lot.kit_unit}` },
          { label: t('supplier'), value: lot.supplier || undefined },
          { label: t('by'), value: lot.judged_by_name || undefined },
          { label: t('reason'), value: lot.judged_reason || undefined },
          {
            label: t('patient'),
            value: t('tracedCount', { results: of.results, patients: of.patients }),
          },
        ]}
      />
      {lot.recalled_at && (
        <Alert weight="stop">
          {t('recalledSays', {
            at: showInstant(lot.recalled_at),
            name: lot.recalled_by_name,
            reason: lot.recall_reason,
          })}
        </Alert>
      )}
      {waits && of.untried.length > 0 && (
        <Alert weight="warning">{t('untried', { tests: of.untried.join(', ') })}</Alert>
      )}
      {waits && mayJudge && of.untried.length > 0 && (
        <Field label={t('acceptReason')} most={500} value={reason} onChange={setReason} />
      )}
      <RefusalNote of={accept.refusal} />
      <Row>
        {waits && mayJudge && (
          <Button primary hotkey="F9" busy={accept.busy} onClick={() => accept.submit(null)}>
            {t('accept')}
          </Button>
        )}
        {waits && mayReceive && <Button onClick={() => setAct('trial')}>{t('addTrial')}</Button>}
        {mayReceive && <Button onClick={() => setAct('remove')}>{t('remove')}</Button>}
        {mayTrace && (
          <Button
            onClick={() =>
              navigate({ to: '/lab/reagents/lots/$lot' as never, params: { lot: lot.id } as never })
            }
          >
            {t('trace')}
          </Button>
        )}
        {waits && mayJudge && (
          <Button danger onClick={() => props.onEnd('reject')}>
            {t('reject')}
          </Button>
        )}
        {lot.state !== 'recalled' && mayJudge && (
          <Button danger onClick={() => props.onEnd('recall')}>
            {t('recall')}
          </Button>
        )}
      </Row>
      {act === 'trial' && <TrialForm detail={props.of} onDone={done} />}
      {act === 'remove' && <RemovalForm lot={lot} onDone={done} />}
      <LotTrials of={of.trials} />
      <LotMoves of={of.moves} />
    </Stack>
  )
}
