import { useEffect } from 'react'
import { useAssembly } from '@/kernel/may'
import { choosePlace, usePlace } from '@/kernel/place'
import { useOwnQueue } from './useQueues'

/** On a computer where nobody chose a room, one works where the staff record says. */
export function useOwnRoom() {
  const place = usePlace()
  const me = useAssembly().user.id
  const own = useOwnQueue()
  const open = !place || (place.ofUser !== undefined && place.ofUser !== me)
  useEffect(() => {
    if (!open || !me || own === undefined) return
    choosePlace(own ? { ...own, counter: '', ofUser: me } : undefined)
  }, [open, me, own])
}
