import { useSyncExternalStore } from 'react'

/** Whether the server was heard last time we tried. */
let up = true
const listeners = new Set<() => void>()

export function lineIs(now: boolean) {
  if (now === up) return
  up = now
  for (const listener of listeners) listener()
}

export function isLineUp(): boolean {
  return up
}

export function useLineUp(): boolean {
  return useSyncExternalStore((changed) => {
    listeners.add(changed)
    return () => listeners.delete(changed)
  }, isLineUp)
}

window.addEventListener('offline', () => lineIs(false))
window.addEventListener('online', () => lineIs(true))
