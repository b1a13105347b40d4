import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react'

export type KeyAct = {
  label: string
  act: () => void
  off?: boolean
}

/** `F9`, `Ctrl+Enter`, `Alt+2`, `/`: what a page does at which key. */
export type KeyMap = Record<string, KeyAct>

type Layer = { map: KeyMap; depth: number }

let layers: Layer[] = []
const listeners = new Set<() => void>()

/** A panel over the page takes all keys: F9 must not press what lies behind it. */
function inForce(): Layer[] {
  const top = Math.max(0, ...layers.map(({ depth }) => depth))
  return layers.filter(({ depth }) => depth === top).reverse()
}

function changed(next: Layer[]) {
  layers = next
  for (const listener of listeners) listener()
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const shift = event.shiftKey && event.key.length > 1
  return [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    shift ? 'Shift' : '',
    key,
  ]
    .filter(Boolean)
    .join('+')
}

function isTyping(event: KeyboardEvent): boolean {
  const at = event.target
  if (!(at instanceof HTMLElement)) return false
  return at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName)
}

/** The topmost layer that knows the key gets it; letters and `/` stay text while typing. */
export function press(event: KeyboardEvent) {
  if (event.defaultPrevented) return
  const name = nameOf(event)
  const plain = event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey
  if (plain && isTyping(event)) return
  for (const { map } of inForce()) {
    const found = map[name]
    if (found && !found.off) {
      event.preventDefault()
      if (!event.repeat) found.act()
      return
    }
  }
}

const Depth = createContext(0)

/** Inside a panel over the page: its keys count, those behind it rest. */
export function KeyScope({ children }: { children: ReactNode }) {
  const depth = useContext(Depth) + 1
  return createElement(Depth, { value: depth }, createElement(Rest), children)
}

function Rest() {
  useKeys({})
  return null
}

/** The keys of a page or part, for as long as it is shown; `?` lists them. */
export function useKeys(map: KeyMap) {
  const depth = useContext(Depth)
  const layer = useRef<Layer>({ map, depth })
  layer.current.map = map
  const shown = Object.entries(map)
    .map(([key, { label, off }]) => `${key}${label}${off}`)
    .join()
  useEffect(() => {
    const mine = layer.current
    changed([...layers, mine])
    return () => changed(layers.filter((each) => each !== mine))
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: announces a changed label
  useEffect(() => changed([...layers]), [shown])
}

/** All keys in force, the page's own first. */
export function useKeyList(): { key: string; label: string }[] {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => layers,
  )
  const found = new Map<string, string>()
  for (const { map } of inForce()) {
    for (const [key, { label, off }] of Object.entries(map)) {
      if (!off && !found.has(key)) found.set(key, label)
    }
  }
  return [...found].map(([key, label]) => ({ key, label }))
}

window.addEventListener('keydown', press)
