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

/** The same, moving by itself; once on a page. */
export function useLiveQueues(): QueueOut[] | undefined {
  const queues = useQueues()
  useLive(
    (queues ?? []).slice(0, 45).map((each) => `queue:${each.room.id}`),
    [hisQueueQueuesQueryKey()],
  )
  return queues
}
