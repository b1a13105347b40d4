import { useQuery } from '@tanstack/react-query'
import { hisAdminDepartments, hisAdminRooms } from '@/kernel/api/sdk.gen'
import type { DepartmentOut, RoomOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import { everything } from './everything'

/** A name in the reader's language, where there is one. */
export function placeName(place: { name: string; name_en?: string }): string {
  return (language() === 'en' && place.name_en) || place.name
}

/** The name of one of them, a dot each while they are on their way. */
export function nameIn(
  places: { id: string; name: string; name_en?: string }[] | undefined,
  id: string,
): string {
  const found = places?.find((place) => place.id === id)
  return found ? placeName(found) : '…'
}

export function useDepartments() {
  return useQuery({
    queryKey: ['his.admin.all', 'departments'],
    queryFn: ({ signal }) =>
      everything<DepartmentOut>((query) =>
        hisAdminDepartments({ query, signal }).then((answer) => answer.data),
      ),
    staleTime: 60_000,
  })
}

export function useRooms() {
  return useQuery({
    queryKey: ['his.admin.all', 'rooms'],
    queryFn: ({ signal }) =>
      everything<RoomOut>((query) =>
        hisAdminRooms({ query, signal }).then((answer) => answer.data),
      ),
    staleTime: 60_000,
  })
}

/** What can be chosen: those in use, and the one that is chosen already. */
export function choicesOf(
  places: { id: string; code: string; name: string; name_en?: string; active: boolean }[] = [],
  chosen?: string | null,
) {
  return places
    .filter((place) => place.active || place.id === chosen)
    .map((place) => ({ value: place.id, code: place.code, label: placeName(place) }))
}
