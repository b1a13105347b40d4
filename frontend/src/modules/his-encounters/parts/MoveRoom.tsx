import { hisEncountersMoveRoom } from '@/kernel/api/sdk.gen'
import type { EncounterOut, VisitMoveRoomIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form } from '@/kernel/ui'
import { t } from '../text'
import { RoomChoice } from './RoomChoice'
import css from './steps.module.css'
import { useOtherRooms } from './useRooms'

/** Another room: the ticket goes along and keeps its turn. */
export function MoveRoom({
  of,
  to = null,
  onDone,
}: {
  of: EncounterOut
  /** Chosen already, in the panel before this one. */
  to?: string | null
  onDone: () => void
}) {
  const rooms = useOtherRooms(of)
  const form = useForm<{ room: string | null; reason: string }>({
    room: to,
    reason: t('wrongRoom'),
  })
  const move = useSubmit(
    (body: VisitMoveRoomIn, headers) =>
      hisEncountersMoveRoom({ path: { encounter_id: of.id }, body, headers }),
    { done: onDone },
  )
  if (!rooms) return null
  return (
    <Form
      form={form}
      submit={move}
      onSubmit={({ room, reason }) => {
        if (room) move.submit({ room_id: room, reason: reason.trim() })
      }}
      actions={
        <Button primary submit hotkey="F9" busy={move.busy}>
          {t('do_move_room')}
        </Button>
      }
    >
      <RoomChoice
        rooms={rooms}
        value={form.values.room}
        onChange={(id) => form.set('room', id)}
        autoFocus
        hint={t('nowIn', { room: of.room.code })}
      />
      <Field label={t('why')} required most={500} {...form.bind('reason')} />
      <div className={css.reasons}>
        {[t('wrongRoom'), t('tooMany'), t('doctorAsked')].map((reason) => (
          <Button key={reason} small quiet onClick={() => form.set('reason', reason)}>
            {reason}
          </Button>
        ))}
      </div>
    </Form>
  )
}
