import { useState } from 'react'
import { hisAdminOutboxMessages } from '@/kernel/api/sdk.gen'
import type { MessageOut, OutboxState } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Status, Time, Worklist } from '@/kernel/ui'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { subjectName } from '../parts/audit-words'
import { MessagePanel } from '../parts/MessagePanel'
import { OUTBOX_STATES, OUTBOX_TONE } from '../parts/outbox'
import { t } from '../text/oversight'

/** What leaves the house for gateways, analysers and banks, and what could not. */
export function Outbox() {
  const [open, setOpen] = useState<MessageOut>()
  return (
    <AdminPage title={names('outbox')}>
      <Worklist<MessageOut>
        list="his.admin.outbox"
        label={names('outbox')}
        live={['outbox']}
        empty={t('noMessage')}
        load={(asked, signal) =>
          hisAdminOutboxMessages({
            query: {
              after: asked.after,
              limit: asked.limit,
              kind: asked.kind as string | undefined,
              state: asked.state as OutboxState | undefined,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(message) => message.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: OUTBOX_STATES.map((value) => ({ value, label: t(`o_${value}`) })),
          },
          { name: 'kind', label: t('kind'), kind: 'text' },
        ]}
        columns={[
          { head: t('madeAt'), show: (m) => <Time at={m.made_at} />, width: '1%', nowrap: true },
          { head: t('kind'), show: (m) => say(m.title), phone: 'title' },
          { head: t('key'), show: (m) => m.key },
          { head: t('subject'), show: (m) => subjectName(m.subject_kind) },
          { head: t('attempts'), show: (m) => m.attempts, align: 'right', width: '1%' },
          { head: t('lastError'), show: (m) => m.last_error, phone: 'hide' },
          {
            head: t('state'),
            show: (m) => <Status tone={OUTBOX_TONE[m.state]}>{t(`o_${m.state}`)}</Status>,
            width: '1%',
          },
        ]}
        toneOf={(m) => (m.state === 'failed' ? 'red' : undefined)}
        onOpen={setOpen}
      />
      {open && <MessagePanel message={open} onClose={() => setOpen(undefined)} />}
    </AdminPage>
  )
}
