import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type { PatientLine } from '@/kernel/api/types.gen'

/** Words of a name, perhaps with a year of birth; a number or a card is asked only on Enter. */
export function isName(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return /\p{L}{2}/u.test(text) && digits <= 4 && text.length <= 60 && !/[|_¦]/.test(text)
}

/** Patients as one types a name. */
export function useFound(typed: string): { lines: PatientLine[] | undefined; waiting: boolean } {
  const [asked] = useDebouncedValue(typed, 120)
  const enough = asked.length >= 2
  const found = useQuery<PatientLine[]>({
    queryKey: ['his.patients.find', asked],
    queryFn: ({ signal }) =>
      hisPatientsSearch({ query: { q: asked, limit: 8 }, signal }).then((r) => r.data.items),
    enabled: enough,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
  return {
    lines: enough ? found.data : undefined,
    waiting: typed.length >= 2 && (typed !== asked || found.isFetching),
  }
}
