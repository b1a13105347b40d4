import { useQuery } from '@tanstack/react-query'
import {
  hisQueueQueuesOptions,
  hisQueueQueuesQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { QueueOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'

/** Every room's queue now. */
export function useQueues(): QueueOut[] | undefined {
  return useQuery(hisQueueQueuesOptions()).data?.queues
}

/** The room of the reader's staff record; null where it names none. */
export function useOwnQueue(): { roomId: string; code: string; name: string } | null | undefined {
  const { data } = useQuery(hisQueueQueuesOptions())
  if (!data) return undefined
  const own = data.queues.find(({ room }) => room.id === data.own_room_id)?.room
  return own ? { roomId: own.id, code: own.code, name: own.name } : null
}

/** The same, moving by itself; once on a page. */
export function useLiveQueues(): QueueOut[] | undefined {
  const queues = useQueues()
  useLive(
    (queues ?? []).slice(0, 45).map((each) => `queue:${each.room.id}`),
    [hisQueueQueuesQueryKey()],
  )
  return queues
}
