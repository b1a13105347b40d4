import { useState } from 'react'
import { hisAdminCancelMessage, hisAdminResendMessage } from '@/kernel/api/sdk.gen'
import type { MessageOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, DangerPanel, Facts, RefusalNote, Row, SidePanel, Status } from '@/kernel/ui'
import { IconSend } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { t } from '../text/oversight'
import { subjectName } from './audit-words'
import { OUTBOX_TONE } from './outbox'

/** One message: its tries, the last error, and what a person can do about it. */
export function MessagePanel({ message, onClose }: { message: MessageOut; onClose: () => void }) {
  const mayManage = useMay('his.admin.outbox.manage')
  const [cancelling, setCancelling] = useState(false)
  const path = { message_id: message.id }
  const resend = useSubmit((_: null, headers) => hisAdminResendMessage({ path, headers }), {
    done: onClose,
  })
  const cancel = useSubmit(
    (reason: string, headers) => hisAdminCancelMessage({ path, body: { reason }, headers }),
    { done: onClose },
  )
  const stoppable = message.state === 'waiting' || message.state === 'failed'
  const when = (at: string | null) => (at ? showInstant(at) : undefined)
  if (cancelling) {
    return (
      <DangerPanel
        open
        title={t('cancelMessage')}
        verb={t('cancelMessage')}
        before={t(`o_${message.state}`)}
        after={t('cancelAfter')}
        busy={cancel.busy}
        refusal={cancel.refusal}
        onAct={cancel.submit}
        onClose={() => setCancelling(false)}
      />
    )
  }
  return (
    <SidePanel open title={say(message.title)} onClose={onClose}>
      <Facts
        of={[
          {
            label: t('state'),
            value: <Status tone={OUTBOX_TONE[message.state]}>{t(`o_${message.state}`)}</Status>,
          },
          { label: t('kind'), value: message.kind },
          { label: t('attempts'), value: message.attempts },
          { label: t('key'), value: message.key },
          {
            label: t('subject'),
            value: [subjectName(message.subject_kind), message.subject_id]
              .filter(Boolean)
              .join(' '),
          },
          { label: t('madeAt'), value: when(message.made_at) },
          { label: t('nextAt'), value: stoppable ? when(message.next_at) : undefined },
          { label: t('sentAt'), value: when(message.sent_at) },
          { label: t('endedWhy'), value: message.ended_why || undefined },
        ]}
      />
      {message.last_error && <Alert weight="warning">{message.last_error}</Alert>}
      <RefusalNote of={resend.refusal} />
      {mayManage && stoppable && (
        <Row>
          <Button
            primary
            icon={IconSend}
            hotkey="F9"
            busy={resend.busy}
            onClick={() => resend.submit(null)}
          >
            {t('resend')}
          </Button>
          <Button danger onClick={() => setCancelling(true)}>
            {t('cancelMessage')}
          </Button>
        </Row>
      )}
    </SidePanel>
  )
}
