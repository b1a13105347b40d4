import { t } from '../text'
import { useQueues } from './useQueues'

/** Beside a room that can be chosen: who waits there, and how long somebody new would. */
export function RoomLoad({ roomId }: { roomId: string }) {
  const queue = useQueues()?.find((each) => each.room.id === roomId)
  if (!queue) return null
  if (queue.paused_reason !== null) return <>{t('pausedWaiting', { n: queue.waiting })}</>
  return <>{t('load', { n: queue.waiting, minutes: queue.next_wait_minutes })}</>
}
