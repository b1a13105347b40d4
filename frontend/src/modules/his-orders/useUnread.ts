import { useQuery } from '@tanstack/react-query'
import { ask } from '@/kernel/client'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'

const KEY = ['his.orders.unseen.count']

/** How many results wait for me; by a plain request, for the menu comes with the first load. */
export function useUnread(): number | undefined | null {
  const mine = useMay('his.orders.order.place')
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) =>
      ask(new URL('/api/orders/results/unseen/count', window.location.origin), { signal })
        .then((answer) => answer.json())
        .then((body: { unseen: number }) => body.unseen),
    enabled: mine,
  })
  useLive(mine ? ['results'] : [], [KEY])
  return mine ? found.data : null
}
