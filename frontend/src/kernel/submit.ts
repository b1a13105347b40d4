import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { fieldErrors, LineDown, Refusal, refusalOf } from './refusal'

/** Random even where the page came by plain http over the LAN (no `crypto.randomUUID`). */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export type Submit<V, D> = {
  submit: (values: V) => void
  busy: boolean
  done: D | undefined
  /** The last "no", in words for the reader: shown by `Form` or `RefusalNote`. */
  refusal: Refusal | undefined
  /** Sentences at the fields, by name. */
  fields: Record<string, string>
  /** The record as it now stands, where somebody saved first (409 ChangedMeanwhile). */
  present: Record<string, unknown> | undefined
  clear: () => void
}

/**
 * Send a form once. The key is made with the form and kept while nobody knows whether the
 * server did it, so that a double click or a retry creates nothing twice; an answer renews it.
 * Afterwards everything shown is asked again.
 *
 *     const save = useSubmit((values: PatientIn, headers) => hisPatientsRegister({ body: values, headers }), {
 *       done: (patient) => form.reset(),
 *     })
 */
export function useSubmit<V, D>(
  send: (values: V, headers: { 'Idempotency-Key': string }) => Promise<{ data: D }>,
  options: { done?: (data: D, values: V) => void; refused?: (refusal: Refusal) => void } = {},
): Submit<V, D> {
  const key = useRef(newKey())
  const running = useRef(false)
  const queries = useQueryClient()
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: async (values: V) => (await send(values, { 'Idempotency-Key': key.current })).data,
    onSuccess: (data, values) => {
      key.current = newKey()
      options.done?.(data, values)
      queries.invalidateQueries()
    },
    onError: (failure) => {
      if (!(failure instanceof LineDown) && !isUncertain(failure)) key.current = newKey()
      options.refused?.(refusalOf(failure))
    },
    onSettled: () => {
      running.current = false
    },
    networkMode: 'always',
  })
  const refusal = error ? refusalOf(error) : undefined
  return {
    submit: (values) => {
      if (running.current) return
      running.current = true
      mutate(values)
    },
    busy: isPending,
    done: data,
    refusal,
    fields: fieldErrors(error),
    present:
      refusal?.error === 'ChangedMeanwhile'
        ? (refusal.facts.present as Record<string, unknown>)
        : undefined,
    clear: reset,
  }
}

function isUncertain(failure: unknown): boolean {
  return failure instanceof Refusal && (failure.status >= 500 || failure.error === 'StillRunning')
}
