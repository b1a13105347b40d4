type Kept = { at: string; values: unknown }

const place = (name: string) => `draft:${name}`

/** Typed work outlives a lost line, a closed tab and a power cut; until it is sent. */
export function keepDraft(name: string, values: unknown) {
  try {
    localStorage.setItem(place(name), JSON.stringify({ at: new Date().toISOString(), values }))
  } catch {
    // A full or forbidden store: the form still works, only without a draft.
  }
}

export function readDraft<T>(name: string): { at: string; values: T } | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(place(name)) ?? 'null') as Kept | null
    return kept ? { at: kept.at, values: kept.values as T } : undefined
  } catch {
    return undefined
  }
}

export function dropDraft(name: string) {
  localStorage.removeItem(place(name))
}

/** Other people's names must not stay in a shared PC's browser. */
export function dropAllDrafts() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('draft:')) localStorage.removeItem(key)
  }
}
