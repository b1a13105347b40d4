import type { EncounterOut } from '@/kernel/api/types.gen'
import { Button } from '@/kernel/ui'
import css from './steps.module.css'
import { nameOf, useOtherRooms } from './useRooms'

/** The consulting rooms he could be sent to instead, each under a key. */
export function OtherRooms({
  of,
  onChoose,
}: {
  of: EncounterOut
  onChoose: (roomId: string) => void
}) {
  const rooms = useOtherRooms(of)?.filter((each) => each.kind === 'exam')
  if (!rooms?.length) return null
  return (
    <div className={css.reasons}>
      {rooms.slice(0, 6).map((room, index) => (
        <Button
          key={room.id}
          small
          quiet
          hotkey={`Alt+${index + 1}`}
          onClick={() => onChoose(room.id)}
        >
          {`→ ${room.code} ${nameOf(room)}`}
        </Button>
      ))}
    </div>
  )
}
