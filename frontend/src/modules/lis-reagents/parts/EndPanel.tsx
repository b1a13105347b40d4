import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lisReagentsRecall, lisReagentsReject } from '@/kernel/api/sdk.gen'
import type { ReagentLotDetailOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { DangerPanel, Field } from '@/kernel/ui'
import { t } from '../text'
import { shown } from './state'

/** A lot is rejected or recalled; after a recall its patients are listed. */
export function EndPanel(props: {
  detail: ReagentLotDetailOut
  end: 'reject' | 'recall'
  onClose: () => void
}) {
  const { end, onClose } = props
  const { lot, results, patients } = props.detail
  const navigate = useNavigate()
  const [letter, setLetter] = useState('')
  const path = { lot_id: lot.id }
  const act = useSubmit(
    (reason: string, headers) =>
      end === 'recall'
        ? lisReagentsRecall({ path, body: { reason, order_no: letter.trim() }, headers })
        : lisReagentsReject({ path, body: { reason }, headers }),
    {
      done: () => {
        onClose()
        if (end === 'recall')
          void navigate({
            to: '/lab/reagents/lots/$lot' as never,
            params: { lot: lot.id } as never,
          })
      },
    },
  )
  return (
    <DangerPanel
      open
      title={`${lot.name} · ${lot.number}`}
      before={`${t(lot.state)} · ${shown(lot.quantity)} ${lot.kit_unit} · ${t('tracedCount', { results, patients })}`}
      after={t(end === 'recall' ? 'recallAfter' : 'rejectAfter')}
      verb={t(end)}
      busy={act.busy}
      refusal={act.refusal}
      onAct={(reason) => act.submit(reason)}
      onClose={onClose}
    >
      {end === 'recall' && (
        <Field label={t('letter')} most={120} value={letter} onChange={setLetter} />
      )}
    </DangerPanel>
  )
}
