import { useState } from 'react'
import { lisResultsCorrect, lisResultsWithdraw } from '@/kernel/api/sdk.gen'
import type { CultureIn, LabResultOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { DangerPanel, Field } from '@/kernel/ui'
import { t } from '../text'
import { CulturePanel } from './CulturePanel'

type Props = { run: LabResultOut; act: 'correct' | 'withdraw'; onClose: () => void }

/** A right value beside a wrong one, or a result that should not have been. */
export function Correcting({ run, act, onClose }: Props) {
  const [value, setValue] = useState(run.value)
  const [culture, setCulture] = useState<CultureIn | undefined>()
  const path = { result_id: run.id }
  const correct = useSubmit(
    ({ reason, confirm }: { reason: string; confirm: boolean }, headers) =>
      lisResultsCorrect({ path, body: { value, culture, reason, confirm }, headers }),
    { done: onClose },
  )
  const withdraw = useSubmit(
    (reason: string, headers) => lisResultsWithdraw({ path, body: { reason }, headers }),
    { done: onClose },
  )
  const critical = correct.refusal?.error === 'CriticalNotConfirmed'
  const correcting = act === 'correct'
  if (correcting && run.detail && !culture) {
    return (
      <CulturePanel
        name={run.name}
        start={run.detail as CultureIn}
        onUse={setCulture}
        onClose={onClose}
      />
    )
  }
  return (
    <DangerPanel
      open
      title={correcting ? t('correct') : t('withdraw')}
      verb={correcting ? (critical ? t('confirmCheck') : t('correctVerb')) : t('withdrawVerb')}
      before={`${run.name}: ${run.value} ${run.unit}`}
      after={correcting ? `${run.name}: ${culture ? '…' : value} ${run.unit}` : t('withdrawAfter')}
      tells={t('orderer')}
      busy={correct.busy || withdraw.busy}
      refusal={correct.refusal ?? withdraw.refusal}
      onAct={(reason) =>
        correcting ? correct.submit({ reason, confirm: critical }) : withdraw.submit(reason)
      }
      onClose={onClose}
    >
      {correcting && !culture && (
        <Field label={t('newValue')} required value={value} onChange={setValue} />
      )}
    </DangerPanel>
  )
}
