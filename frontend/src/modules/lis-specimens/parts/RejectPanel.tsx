import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisSpecimensRejectionReasonsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensReject } from '@/kernel/api/sdk.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Check, Field, RefusalNote, Select, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** It cannot be used: why, and whether it is drawn again. */
export function RejectPanel({ code, onClose }: { code: string; onClose: () => void }) {
  const [reason, setReason] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [again, setAgain] = useState(true)
  const reasons = useQuery(lisSpecimensRejectionReasonsOptions()).data?.items ?? []
  const reject = useSubmit(
    (reason_code: string, headers) =>
      lisSpecimensReject({ path: { code }, body: { reason_code, note, again }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={`${t('reject')} ${code}`} onClose={onClose}>
      <Stack>
        <Select
          label={t('reason')}
          required
          autoFocus
          value={reason}
          onChange={(value) => {
            setReason(value)
            setAgain(reasons.find((each) => each.code === value)?.recollect ?? true)
          }}
          choices={reasons.map((each) => ({ value: each.code, label: say(each.name) }))}
        />
        <Field label={t('note')} lines={2} most={300} value={note} onChange={setNote} />
        <Check label={t('again')} hint={t('againHint')} value={again} onChange={setAgain} />
        <RefusalNote of={reject.refusal} />
        <Button
          danger
          hotkey="F9"
          off={!reason}
          busy={reject.busy}
          onClick={() => reason && reject.submit(reason)}
        >
          {t('reject')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
