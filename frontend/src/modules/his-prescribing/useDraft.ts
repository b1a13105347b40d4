import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { hisPrescribingOfEncounterQueryKey } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPrescribingSave } from '@/kernel/api/sdk.gen'
import type { PrescribedVisitOut, PrescriptionDraftOut } from '@/kernel/api/types.gen'
import { type Refusal, refusalOf } from '@/kernel/refusal'
import { newKey } from '@/kernel/submit'
import { bodyOf, counted, same, type Typed, typedOf } from './draft'

const PAUSE = 500

/**
 * The draft as typed, saved by itself half a second after the last key. Somebody else's save
 * in between takes nothing away: both stay in sight until one is chosen.
 */
export function useDraft(encounterId: string, server: PrescriptionDraftOut | null) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Typed>(() => typedOf(server))
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  const known = useRef({ version: server?.version ?? 0, id: server?.id, typed: typedOf(server) })
  /** What was sent last, before its quantities were worked out. */
  const last = useRef<Typed>(undefined)
  const latest = useRef(typed)
  latest.current = typed
  const running = useRef<Promise<PrescriptionDraftOut | null> | null>(null)

  const take = useCallback((draft: PrescriptionDraftOut | null, whole: boolean) => {
    const theirs = typedOf(draft)
    const untouched = same(latest.current, known.current.typed)
    known.current = { version: draft?.version ?? 0, id: draft?.id, typed: theirs }
    last.current = undefined
    if (!whole && !untouched) return
    latest.current = theirs
    setTyped(theirs)
  }, [])

  const save = useCallback(async (): Promise<PrescriptionDraftOut | null> => {
    // One at a time: whoever waited looks again whether there is still something to save.
    while (running.current) await running.current
    const sent = latest.current
    if (same(sent, known.current.typed) || (last.current && same(sent, last.current))) return null
    setBusy(true)
    running.current = hisPrescribingSave({
      path: { encounter_id: encounterId },
      body: bodyOf(sent, known.current.version),
      headers: { 'Idempotency-Key': newKey() },
    }).then(
      ({ data }) => {
        setRefusal(undefined)
        last.current = sent
        const kept = counted(sent, data)
        const unchanged = same(latest.current, sent)
        known.current = { version: data.version, id: data.id, typed: kept }
        if (unchanged) setTyped((now) => counted(now, data))
        queries.setQueryData<PrescribedVisitOut>(
          hisPrescribingOfEncounterQueryKey({ path: { encounter_id: encounterId } }),
          (before) => (before ? { ...before, draft: data } : before),
        )
        return data
      },
      (failure) => {
        setRefusal(refusalOf(failure))
        return null
      },
    )
    const done = await running.current
    running.current = null
    setBusy(false)
    return done
  }, [encounterId, queries])

  // biome-ignore lint/correctness/useExhaustiveDependencies: with the next key it is history
  useEffect(() => {
    last.current = undefined
  }, [typed])

  // What the server has moved on to (another tab, a renewal), where nothing is unsaved here.
  useEffect(() => {
    if (server?.id !== known.current.id || (server?.version ?? 0) > known.current.version) {
      if (same(latest.current, known.current.typed)) take(server, true)
    }
  }, [server, take])

  const unsaved = !same(typed, known.current.typed)
  const stuck = refusal?.error === 'ChangedMeanwhile'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each key puts the save off again
  useEffect(() => {
    if (!unsaved || stuck) return
    const later = setTimeout(save, PAUSE)
    return () => clearTimeout(later)
  }, [unsaved, stuck, save, typed])

  return {
    typed,
    setTyped,
    busy,
    unsaved,
    refusal,
    save,
    /** Their text comes in, ours goes; or ours is saved over it. */
    settle: async (mine: boolean) => {
      const key = hisPrescribingOfEncounterQueryKey({ path: { encounter_id: encounterId } })
      await queries.refetchQueries({ queryKey: key })
      const now = queries.getQueryData<PrescribedVisitOut>(key)?.draft ?? null
      if (mine) known.current = { version: now?.version ?? 0, id: now?.id, typed: typedOf(now) }
      else take(now, true)
      setRefusal(undefined)
      if (mine) await save()
    },
    take,
    version: () => known.current.version,
    id: () => known.current.id,
  }
}
