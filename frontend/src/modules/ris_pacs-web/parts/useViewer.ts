import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import type { Tool } from './Stage'
import { TOOLS } from './tools'

const PER_SECOND = 10

/** Plays the slices in a loop, as quickly as the machine took them. */
export function useCine(
  last: number,
  said: number | undefined,
  setAt: Dispatch<SetStateAction<number>>,
) {
  const [plays, setPlays] = useState(false)
  const perSecond = Math.min(30, said ?? PER_SECOND)
  useEffect(() => {
    if (!plays) return
    const next = () => setAt((now) => (now >= last ? 0 : now + 1))
    const beat = setInterval(next, 1000 / perSecond)
    return () => clearInterval(beat)
  }, [plays, last, perSecond, setAt])
  return [plays, setPlays] as const
}

/** The keys 1 to 9 and 0 choose a tool, unless somebody writes. */
export function useToolKeys(setTool: (tool: Tool) => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const on = event.target as HTMLElement
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (on.closest('input, textarea, [contenteditable]')) return
      const tool = TOOLS['1234567890'.indexOf(event.key)]
      if (tool) setTool(tool[0])
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [setTool])
}
