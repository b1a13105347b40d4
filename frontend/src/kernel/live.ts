import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { getJson, signInAgain } from './client'

type Hear = (topic: string) => void

const wanted = new Map<string, Set<Hear>>()
let source: EventSource | undefined
let opened = ''
let missed = false
let pending: ReturnType<typeof setTimeout> | undefined

const AGAIN = 10_000

/** One stream a tab, whatever the number of parts that listen. */
function retune(after = 50) {
  clearTimeout(pending)
  pending = setTimeout(() => {
    const topics = [...wanted.keys()].sort()
    if (topics.join(',') === opened) return
    opened = topics.join(',')
    const before = source
    source = undefined
    if (!topics.length || typeof EventSource === 'undefined') return before?.close()
    const stream = new EventSource(`/api/live?topics=${encodeURIComponent(opened)}`)
    stream.onerror = () => {
      missed = true
      before?.close()
      if (stream.readyState === EventSource.CLOSED) refused()
    }
    stream.addEventListener('open', () => {
      before?.close() // it listened until now: nothing falls between the two
      if (missed) for (const topic of topics) heard(topic) // what we missed meanwhile
      missed = false
    })
    stream.addEventListener('touch', (event) => heard(JSON.parse(event.data).topic))
    stream.addEventListener('signed_out', signInAgain)
    source = stream
  }, after)
}

/** The browser does not try a refused stream again: whoever is signed out goes to sign in. */
function refused() {
  getJson('/api/session').catch(() => undefined)
  opened = ''
  retune(AGAIN)
}

function heard(topic: string) {
  for (const hear of wanted.get(topic) ?? []) hear(topic)
}

function listen(topics: string[], hear: Hear): () => void {
  for (const topic of topics) wanted.set(topic, (wanted.get(topic) ?? new Set()).add(hear))
  retune()
  return () => {
    for (const topic of topics) {
      const set = wanted.get(topic)
      set?.delete(hear)
      if (!set?.size) wanted.delete(topic)
    }
    retune()
  }
}

/**
 * Ask again when the server says that something changed. Without keys, everything shown on
 * the page is asked again. Many changes in a quarter of a second are one question.
 */
export function useLive(topics: string[], keys?: QueryKey[]) {
  const queries = useQueryClient()
  const asked = useRef(keys)
  asked.current = keys
  const names = topics.join(',')
  useEffect(() => {
    if (!names) return
    let waiting: ReturnType<typeof setTimeout> | undefined
    const stop = listen(names.split(','), () => {
      clearTimeout(waiting)
      waiting = setTimeout(() => {
        for (const queryKey of asked.current ?? [undefined]) {
          queries.invalidateQueries(queryKey ? { queryKey } : {})
        }
      }, 250)
    })
    return () => {
      clearTimeout(waiting)
      stop()
    }
  }, [names, queries])
}
