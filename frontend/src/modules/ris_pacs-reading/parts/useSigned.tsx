import { type ReactNode, useRef, useState } from 'react'
import { type Submit, useSubmit } from '@/kernel/submit'
import { Signing } from '@/kernel/ui'

let lastTicket = ''

/**
 * Send something that has to be signed. Where the server asks for the signature, `asked` is the
 * panel for it, and what was sent goes again with its ticket.
 */
export function useSigned<V extends object, D>(
  send: (
    values: V & { ticket: string },
    headers: { 'Idempotency-Key': string },
  ) => Promise<{ data: D }>,
  done?: (data: D) => void,
): Submit<V, D> & { asked: ReactNode } {
  const [ways, setWays] = useState<string[]>()
  const last = useRef<V>(undefined)
  const sent = useSubmit(
    (values: V, headers) => {
      last.current = values
      return send({ ...values, ticket: lastTicket }, headers)
    },
    {
      done: (data) => {
        setWays(undefined)
        done?.(data)
      },
      refused: (refusal) => {
        if (refusal.error === 'SignImaging') setWays(refusal.facts.ways as string[])
      },
    },
  )
  const refusal = sent.refusal?.error === 'SignImaging' ? undefined : sent.refusal
  const asked = ways && (
    <Signing
      ways={ways}
      onTicket={(ticket) => {
        lastTicket = ticket
        if (last.current) sent.submit(last.current)
      }}
    />
  )
  return { ...sent, refusal, asked }
}
