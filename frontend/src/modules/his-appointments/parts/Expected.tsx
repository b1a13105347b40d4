import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { hisAppointmentsExpectedOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { Slots } from '@/kernel/module'
import { Alert } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** In the check-in form: he is expected today, so room, kind and priority are known. */
export function Expected({ patientId, onSuggest }: Slots['encounter.checkin']) {
  const { data } = useQuery(hisAppointmentsExpectedOptions({ path: { patient_id: patientId } }))
  const first = data?.items[0]
  useEffect(() => {
    if (!first) return
    onSuggest({
      room: first.room.id,
      visit_type: first.kind,
      ...(first.reason ? { reason: first.reason } : {}),
    })
  }, [first, onSuggest])
  if (!first) return null
  return (
    <Alert weight="info">
      {t('expectedAt', {
        at: showInstant(first.at, 'time'),
        room: `${first.room.code} ${first.room.name}`,
      })}
    </Alert>
  )
}
