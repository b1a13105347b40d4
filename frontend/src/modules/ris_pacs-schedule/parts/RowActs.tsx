import {
  risPacsScheduleAbsent,
  risPacsScheduleArrive,
  risPacsScheduleCall,
  risPacsScheduleFinish,
  risPacsScheduleStart,
} from '@/kernel/api/sdk.gen'
import type { ImagingExamOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, RefusalNote } from '@/kernel/ui'
import { t } from '../text'

const WAITS = ['accepted', 'protocolled', 'scheduled']

/** The next steps of an exam at the machine: call, here, begin, done. */
export function RowActs({ of, onDone }: { of: ImagingExamOut; onDone?: () => void }) {
  const may = useMay('ris_pacs.schedule.exam.work')
  const path = { exam_id: of.id }
  const then = { done: onDone }
  const call = useSubmit((_: null, headers) => risPacsScheduleCall({ path, headers }), then)
  const arrive = useSubmit((_: null, headers) => risPacsScheduleArrive({ path, headers }), then)
  const absent = useSubmit((_: null, headers) => risPacsScheduleAbsent({ path, headers }), then)
  const start = useSubmit(
    (_: null, headers) =>
      risPacsScheduleStart({ path, body: { machine_id: of.machine_id }, headers }),
    then,
  )
  const finish = useSubmit((_: null, headers) => risPacsScheduleFinish({ path, headers }), then)
  if (!may) return null
  return (
    <>
      {WAITS.includes(of.state) && (
        <>
          <Button small busy={call.busy} onClick={() => call.submit(null)}>
            {t('call')}
          </Button>
          <Button small busy={arrive.busy} onClick={() => arrive.submit(null)}>
            {t('arrive')}
          </Button>
        </>
      )}
      {of.state === 'arrived' && (
        <>
          <Button small busy={absent.busy} onClick={() => absent.submit(null)}>
            {t('absent')}
          </Button>
          <Button small primary busy={start.busy} onClick={() => start.submit(null)}>
            {t('start')}
          </Button>
        </>
      )}
      {of.state === 'in_progress' && (
        <Button small primary busy={finish.busy} onClick={() => finish.submit(null)}>
          {t('finish')}
        </Button>
      )}
      <RefusalNote of={start.refusal ?? arrive.refusal ?? finish.refusal ?? call.refusal} />
    </>
  )
}
