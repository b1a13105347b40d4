import { useQuery } from '@tanstack/react-query'
import { getJson } from '@/kernel/client'
import { useLive } from '@/kernel/live'
import { usePlace } from '@/kernel/place'

type Queues = { queues: { room: { id: string }; waiting: number }[] }

/** How many wait in the room where one works: the number on the menu. */
export function useWaitingHere(): number | undefined | null {
  const place = usePlace()
  const key = ['his.queue.waiting', place?.roomId]
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJson<Queues>('/api/queue/rooms', signal),
    enabled: place !== undefined,
  })
  useLive(place ? [`queue:${place.roomId}`] : [], [key])
  if (!place) return null
  return data?.queues.find((each) => each.room.id === place.roomId)?.waiting
}
