import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { hisPatientsCheck } from '@/kernel/api/sdk.gen'
import type { CheckOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { documentsOf, type Newcomer, particularsOf } from './particulars'

const NOTHING: CheckOut = { similar: [], doubts: [] }

/** While the form is being filled: who is like that, and what contradicts itself. */
export function useSimilar(values: Newcomer) {
  const body = { ...particularsOf(values), documents: whole(values) }
  const telling =
    (body.name.includes(' ') && body.birth !== null) ||
    body.documents.length > 0 ||
    (body.phone?.length ?? 0) >= 9
  const asked = telling ? JSON.stringify(body) : ''
  const [settled] = useDebouncedValue(asked, 350)
  const { data, isFetching } = useQuery<CheckOut>({
    queryKey: ['his.patients.check', settled],
    queryFn: ({ signal }) =>
      hisPatientsCheck({ body: JSON.parse(settled), signal }).then((r) => r.data),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    retry: false,
  })
  const found = (asked && data) || NOTHING
  return {
    similar: found.similar,
    warn: Object.fromEntries(found.doubts.map((each) => [each.field, say(each.says)])),
    checking: asked !== settled || isFetching,
  }
}

/** Numbers that are still being typed would only be refused. */
function whole(values: Newcomer) {
  return documentsOf(values).filter(({ kind, value }) =>
    kind === 'bhyt'
      ? /^([A-Z]{2}\d{13}|\d{10}|\d{12})$/.test(value)
      : /^(\d{9}|\d{12})$/.test(value),
  )
}
