import { useQuery } from '@tanstack/react-query'
import { hisEncountersCapacitiesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { t } from '../text'

/** Beside a room that can be chosen: how many of its places today are taken. */
export function RoomQuota({ roomId }: { roomId: string }) {
  const options = hisEncountersCapacitiesOptions()
  const { data } = useQuery({ ...options, staleTime: 15_000 })
  useLive(['encounters'], [options.queryKey])
  const here = data?.rooms.find((each) => each.room.id === roomId)
  if (!here?.quota) return null
  return <> {t('taken', { taken: here.taken, quota: here.quota })}</>
}
