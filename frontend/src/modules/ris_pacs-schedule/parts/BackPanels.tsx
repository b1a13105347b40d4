import { useState } from 'react'
import {
  risPacsScheduleAddOn,
  risPacsScheduleDiscontinue,
  risPacsScheduleExchange,
  risPacsScheduleProcedures,
  risPacsScheduleRefuse,
} from '@/kernel/api/sdk.gen'
import type { ExamServiceIn, ImagingExamOut, ImagingProcedureOut } from '@/kernel/api/types.gen'
import { matches } from '@/kernel/fold'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  DangerPanel,
  Field,
  Picker,
  RefusalNote,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { t } from '../text'
import { StateOf } from './words'

type Props = { of: ImagingExamOut; onClose: () => void; onDone: () => void }

/** Back to whoever ordered, with the reason; or broken off at the machine. */
export function RefusePanel({ of, breaking, onClose, onDone }: Props & { breaking?: boolean }) {
  const path = { exam_id: of.id }
  const act = useSubmit(
    (reason: string, headers) =>
      breaking
        ? risPacsScheduleDiscontinue({ path, body: { reason }, headers })
        : risPacsScheduleRefuse({ path, body: { reason }, headers }),
    { done: onDone },
  )
  return (
    <DangerPanel
      open
      title={breaking ? t('discontinue') : t('refuse')}
      verb={breaking ? t('discontinue') : t('refuse')}
      before={breaking ? <StateOf of={of.state} /> : t('refuseBefore', { code: of.accession })}
      after={breaking ? t('discontinueAfter') : t('refuseAfter')}
      busy={act.busy}
      refusal={act.refusal}
      onClose={onClose}
      onAct={(reason) => act.submit(reason)}
    />
  )
}

/** Another technique instead of the ordered one, or one more beside it. */
export function ExchangePanel({ of, adding, onClose, onDone }: Props & { adding?: boolean }) {
  const [chosen, setChosen] = useState<ImagingProcedureOut | null>(null)
  const [reason, setReason] = useState('')
  const path = { exam_id: of.id }
  const act = useSubmit(
    (body: ExamServiceIn, headers) =>
      adding
        ? risPacsScheduleAddOn({ path, body, headers })
        : risPacsScheduleExchange({ path, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={adding ? t('addOn') : t('exchange')} onClose={onClose}>
      <Stack>
        {!adding && <Alert weight="info">{t('exchangeNote')}</Alert>}
        <Picker<ImagingProcedureOut>
          label={t('newService')}
          list="imaging-procedure"
          required
          value={chosen}
          onChange={setChosen}
          line={(each) => ({ key: each.id, code: each.service_code, name: each.name })}
          search={(text, signal) =>
            risPacsScheduleProcedures({ signal }).then((r) =>
              (r.data?.items ?? []).filter(
                (each) => each.active && matches(`${each.service_code} ${each.name}`, text),
              ),
            )
          }
        />
        <Field label={t('reason')} required lines={2} value={reason} onChange={setReason} />
        <RefusalNote of={act.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={act.busy}
          off={!chosen || reason.trim().length < 3}
          onClick={() => chosen && act.submit({ service_code: chosen.service_code, reason })}
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
