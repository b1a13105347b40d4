import { useQuery } from '@tanstack/react-query'
import { hisEncountersReadinessOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisEncountersCancel, hisEncountersReopen } from '@/kernel/api/sdk.gen'
import type { EncounterOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, DangerPanel } from '@/kernel/ui'
import { t } from '../text'

/** The visit does not take place; what stands in the way is said before a reason is typed. */
export function Cancelling({ of, onDone }: { of: EncounterOut; onDone: () => void }) {
  const path = { encounter_id: of.id }
  const { data } = useQuery(hisEncountersReadinessOptions({ path }))
  const cancel = useSubmit(
    (reason: string, headers) => hisEncountersCancel({ path, body: { reason }, headers }),
    { done: onDone },
  )
  return (
    <DangerPanel
      open
      title={`${t('do_cancel')} ${of.code}`}
      verb={t('do_cancel')}
      before={`${of.patient.name} · ${of.room.code} · ${t(of.state)}`}
      after={t('afterCancel')}
      busy={cancel.busy}
      refusal={cancel.refusal}
      onAct={cancel.submit}
      onClose={onDone}
    >
      {data && data.standing.length > 0 && (
        <Alert weight="warning">
          {t('standing')} {data.standing.map((each) => say(each.says)).join('; ')}
        </Alert>
      )}
    </DangerPanel>
  )
}

/** A closed visit is worked on again. */
export function Reopening({ of, onDone }: { of: EncounterOut; onDone: () => void }) {
  const reopen = useSubmit(
    (reason: string, headers) =>
      hisEncountersReopen({ path: { encounter_id: of.id }, body: { reason }, headers }),
    { done: onDone },
  )
  return (
    <DangerPanel
      open
      title={`${t('do_reopen')} ${of.code}`}
      verb={t('do_reopen')}
      before={t('closed')}
      after={t('in_progress')}
      busy={reopen.busy}
      refusal={reopen.refusal}
      onAct={reopen.submit}
      onClose={onDone}
    />
  )
}
