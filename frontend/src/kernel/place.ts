import { useSyncExternalStore } from 'react'

/**
 * The room in which this computer stands, and its desk; chosen once, kept in the browser. Until
 * somebody chooses it is where the one who is signed in works: `ofUser`.
 */
export type Place = {
  roomId: string
  code: string
  name: string
  counter: string
  ofUser?: string
}

const KEPT = 'place'
const listeners = new Set<() => void>()
let read: { text: string | null; place: Place | undefined } = { text: null, place: undefined }

function current(): Place | undefined {
  const text = localStorage.getItem(KEPT)
  if (text !== read.text) {
    try {
      read = { text, place: text ? (JSON.parse(text) as Place) : undefined }
    } catch {
      read = { text, place: undefined }
    }
  }
  return read.place
}

export function choosePlace(place: Place | undefined) {
  if (place) localStorage.setItem(KEPT, JSON.stringify(place))
  else localStorage.removeItem(KEPT)
  for (const listener of listeners) listener()
}

export function usePlace(): Place | undefined {
  return useSyncExternalStore((changed) => {
    listeners.add(changed)
    return () => listeners.delete(changed)
  }, current)
}
