import { lisSpecimensTearUp } from '@/kernel/api/sdk.gen'
import { useSubmit } from '@/kernel/submit'
import { DangerPanel } from '@/kernel/ui'
import { t } from '../text'

/** A label is thrown away before anything was drawn. */
export function WithdrawLabel(props: { patientId: string; code: string; onClose: () => void }) {
  const { patientId, code, onClose } = props
  const tear = useSubmit(
    (reason: string, headers) =>
      lisSpecimensTearUp({ path: { patient_id: patientId, code }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('withdrawLabel')} ${code}`}
      verb={t('withdrawLabel')}
      before={t('withdrawBefore', { code })}
      after={t('withdrawAfter')}
      busy={tear.busy}
      refusal={tear.refusal}
      onAct={tear.submit}
      onClose={onClose}
    />
  )
}
