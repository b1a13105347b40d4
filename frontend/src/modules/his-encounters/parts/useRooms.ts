import { useQuery } from '@tanstack/react-query'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { EncounterOut, RoomOut, VisitType } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'

const NO_VISITS = ['reception', 'cashier', 'pharmacy']

/** Rooms in which patients are seen, in the order of their codes. */
export function useRooms(): RoomOut[] | undefined {
  const { data } = useQuery({
    ...hisAdminRoomsOptions({ query: { active: true, limit: 200 } }),
    staleTime: 300_000,
  })
  return data?.items.filter((each) => !NO_VISITS.includes(each.kind))
}

/** Where a visit can go instead, consulting rooms first. */
export function useOtherRooms(of: EncounterOut): RoomOut[] | undefined {
  return useRooms()
    ?.filter((each) => each.id !== of.room.id)
    .sort((a, b) => Number(b.kind === 'exam') - Number(a.kind === 'exam'))
}

/** Who comes for tests alone goes to the wings; everybody else to a consulting room. */
export function roomsFor(rooms: RoomOut[], type: VisitType | null): RoomOut[] {
  return rooms.filter((each) => (each.kind === 'exam') === (type !== 'service_only'))
}

export function nameOf(room: Pick<RoomOut, 'name'> & { name_en?: string }): string {
  return (language() === 'en' && room.name_en) || room.name
}
