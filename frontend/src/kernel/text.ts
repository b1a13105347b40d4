import { useSyncExternalStore } from 'react'

export type Language = 'vi' | 'en'

/** A sentence in both languages, as the backend sends it. */
export type Both = { vi: string; en: string }

type Values = Record<string, string | number>

/** Every language must have every key; a missing one does not compile. */
export function texts<const K extends string>(all: {
  vi: Record<K, string>
  en: Record<NoInfer<K>, string>
}) {
  return (key: K, values: Values = {}) =>
    all[language()][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

export function language(): Language {
  return localStorage.getItem('language') === 'en' ? 'en' : 'vi'
}

/** The reader's side of a sentence that came in both languages. */
export function say(both: Both): string {
  return both[language()]
}

const listeners = new Set<() => void>()

export function speak(chosen: Language) {
  localStorage.setItem('language', chosen)
  document.documentElement.lang = chosen
  for (const listener of listeners) listener()
}

export function useLanguage(): Language {
  return useSyncExternalStore((changed) => {
    listeners.add(changed)
    return () => listeners.delete(changed)
  }, language)
}
