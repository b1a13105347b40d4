import { useState } from 'react'
import { hisQueuePause, hisQueueResume } from '@/kernel/api/sdk.gen'
import type { QueueOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Form, RefusalNote, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import css from './queue.module.css'

/** Nobody is called for a while: the boards say so too. */
export function PauseButton({ of }: { of: QueueOut }) {
  const [open, setOpen] = useState(false)
  const form = useForm({ reason: t('pauseMeal') })
  const path = { room_id: of.room.id }
  const pause = useSubmit(
    (reason: string, headers) => hisQueuePause({ path, body: { reason }, headers }),
    { done: () => setOpen(false) },
  )
  if (of.paused_reason !== null) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('pause')}</Button>
      <SidePanel
        open={open}
        title={`${t('pause')}: ${of.room.code}`}
        onClose={() => setOpen(false)}
      >
        <Form
          form={form}
          submit={pause}
          onSubmit={({ reason }) => pause.submit(reason.trim())}
          actions={
            <Button primary submit hotkey="F9" busy={pause.busy}>
              {t('pause')}
            </Button>
          }
        >
          <Field label={t('reason')} required autoFocus most={500} {...form.bind('reason')} />
          <div className={css.quick}>
            {[t('pauseMeal'), t('pauseEmergency'), t('pauseMeeting')].map((reason) => (
              <Button key={reason} small quiet onClick={() => form.set('reason', reason)}>
                {reason}
              </Button>
            ))}
          </div>
        </Form>
      </SidePanel>
    </>
  )
}

export function PausedNote({ of }: { of: QueueOut }) {
  const resume = useSubmit((_: null, headers) =>
    hisQueueResume({ path: { room_id: of.room.id }, headers }),
  )
  if (of.paused_reason === null) return null
  return (
    <>
      <Alert
        weight="warning"
        right={
          <Button small busy={resume.busy} onClick={() => resume.submit(null)}>
            {t('resume')}
          </Button>
        }
      >
        {t('pausedBecause', { reason: of.paused_reason })}
      </Alert>
      <RefusalNote of={resume.refusal} />
    </>
  )
}
