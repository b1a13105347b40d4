import { useQuery } from '@tanstack/react-query'
import { hisPharmacyStoreListOptions } from '@/kernel/api/@tanstack/react-query.gen'

/** The stores in use, and the one where prescriptions are dispensed. */
export function useStores() {
  const found = useQuery({ ...hisPharmacyStoreListOptions(), staleTime: 300_000 })
  const stores = (found.data?.items ?? []).filter((each) => each.active)
  return {
    stores,
    choices: stores.map((each) => ({ value: each.id, label: each.name, code: each.code })),
    main: stores.find((each) => each.kind === 'main'),
    counter: stores.find((each) => each.kind === 'dispensary'),
  }
}
