import { useQuery } from '@tanstack/react-query'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { RoomOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'

const NONE = ['reception', 'cashier', 'pharmacy']

/** Rooms in which somebody can be given a time. */
export function useRooms(): RoomOut[] {
  const { data } = useQuery({
    ...hisAdminRoomsOptions({ query: { active: true, limit: 200 } }),
    staleTime: 300_000,
  })
  return data?.items.filter((each) => !NONE.includes(each.kind)) ?? []
}

const KEPT = 'appointments.room'

/** The room for which this desk booked last, else the first consulting room. */
export function usualRoom(rooms: RoomOut[]): string | null {
  const last = rooms.find((each) => each.id === localStorage.getItem(KEPT))
  return (last ?? rooms.find((each) => each.kind === 'exam') ?? rooms[0])?.id ?? null
}

export function bookedFor(roomId: string) {
  localStorage.setItem(KEPT, roomId)
}

export function nameOf(room: Pick<RoomOut, 'name'> & { name_en?: string }): string {
  return (language() === 'en' && room.name_en) || room.name
}

export const choicesOf = (rooms: RoomOut[]) =>
  rooms.map((room) => ({ value: room.id, code: room.code, label: nameOf(room) }))
