import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { hisCatalogsListsOptions } from '@/kernel/api/@tanstack/react-query.gen'

/** The list that the address names; all lists come in one answer. */
export function useList() {
  const { list: id }: { list: string } = useParams({ strict: false })
  const found = useQuery(hisCatalogsListsOptions())
  return { ...found, id, data: found.data?.items.find((each) => each.id === id), all: found.data }
}
