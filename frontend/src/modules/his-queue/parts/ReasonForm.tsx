import {
  hisQueueHold,
  hisQueueLeave,
  hisQueueMove,
  hisQueueRegrade,
  hisQueueSend,
} from '@/kernel/api/sdk.gen'
import type { PriorityClass, TicketOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Select } from '@/kernel/ui'
import { t } from '../text'
import css from './queue.module.css'
import { useQueues } from './useQueues'

/** Acts that ask for a reason, another room or another priority. */
export type Asking = 'hold' | 'move' | 'send' | 'regrade' | 'leave'

const CLASSES: PriorityClass[] = [
  'emergency',
  'referred_back',
  'child_under_6',
  'pregnant',
  'severe_disability',
  'aged_75',
  'merit',
  'appointment',
  'ordinary',
]
const QUICK: Record<
  Asking,
  ('quickTests' | 'quickOut' | 'quickRoom' | 'quickSeen' | 'quickLeft')[]
> = {
  hold: ['quickTests', 'quickOut'],
  move: ['quickRoom'],
  send: [],
  regrade: ['quickSeen'],
  leave: ['quickLeft'],
}

type Typed = { room: string | null; priority: PriorityClass | null; reason: string }

export function ReasonForm({
  ticket,
  asking,
  onDone,
}: {
  ticket: TicketOut
  asking: Asking
  onDone: () => void
}) {
  const queues = useQueues() ?? []
  const form = useForm<Typed>({
    room: null,
    priority: null,
    reason: QUICK[asking][0] ? t(QUICK[asking][0]) : '',
  })
  const save = useSubmit(
    async ({ room, priority, reason }: Typed, headers): Promise<{ data: unknown }> => {
      const path = { ticket_id: ticket.id }
      const room_id = room ?? ''
      if (asking === 'hold') return hisQueueHold({ path, body: { reason }, headers })
      if (asking === 'leave') return hisQueueLeave({ path, body: { reason }, headers })
      if (asking === 'move') return hisQueueMove({ path, body: { room_id, reason }, headers })
      if (asking === 'send') return hisQueueSend({ path, body: { room_id }, headers })
      return hisQueueRegrade({ path, body: { priority: priority ?? 'ordinary', reason }, headers })
    },
    { done: onDone },
  )
  const elsewhere = asking === 'move' || asking === 'send'
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(values) => save.submit({ ...values, reason: values.reason.trim() })}
      actions={
        <>
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t(asking)}
          </Button>
          <Button quiet onClick={onDone}>
            {t('stop')}
          </Button>
        </>
      }
    >
      {elsewhere && (
        <Select
          label={t('toRoom')}
          required
          autoFocus
          choices={queues
            .filter((each) => each.room.id !== ticket.room.id)
            .map(({ room, waiting }) => ({
              value: room.id,
              code: room.code,
              label: room.name,
              extra: t('waitingCount', { n: waiting }),
            }))}
          {...form.bind('room')}
        />
      )}
      {asking === 'regrade' && (
        <Select<PriorityClass>
          label={t('priority')}
          required
          autoFocus
          choices={CLASSES.map((value) => ({ value, label: t(`class_${value}`) }))}
          {...form.bind('priority')}
        />
      )}
      {asking !== 'send' && (
        <>
          <Field
            label={t('reason')}
            required
            autoFocus={!elsewhere && asking !== 'regrade'}
            most={500}
            {...form.bind('reason')}
          />
          {QUICK[asking].length > 1 && (
            <div className={css.quick}>
              {QUICK[asking].map((key) => (
                <Button key={key} small quiet onClick={() => form.set('reason', t(key))}>
                  {t(key)}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
    </Form>
  )
}
