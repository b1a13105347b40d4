import type { ReactNode } from 'react'
import { useSubmit } from '@/kernel/submit'
import { DangerPanel } from '@/kernel/ui'

/** Something no longer holds: it stays on record, with who, when and why. */
export function Ending<D>({
  title,
  verb,
  before,
  after,
  send,
  onDone,
}: {
  title: string
  verb: string
  before: ReactNode
  after: ReactNode
  send: (reason: string, headers: { 'Idempotency-Key': string }) => Promise<{ data: D }>
  onDone: () => void
}) {
  const end = useSubmit(send, { done: onDone })
  return (
    <DangerPanel
      open
      title={title}
      verb={verb}
      before={before}
      after={after}
      busy={end.busy}
      refusal={end.refusal}
      onAct={end.submit}
      onClose={onDone}
    />
  )
}
