import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisEncountersBegin,
  hisQueueCall,
  hisQueueFinish,
  hisQueueRecall,
  hisQueueReturn,
  hisQueueSkip,
  hisQueueStart,
  hisQueueUndo,
} from '@/kernel/api/sdk.gen'
import type { TicketAct, TicketOut } from '@/kernel/api/types.gen'
import { useAssembly } from '@/kernel/may'
import { usePlace } from '@/kernel/place'
import { useSubmit } from '@/kernel/submit'

/** Acts that are one press, without a reason. */
export type Press = 'call' | 'recall' | 'start' | 'finish' | 'skip' | 'return' | 'undo'

export function can(ticket: TicketOut, act: TicketAct): boolean {
  return ticket.acts.includes(act)
}

/** One press on a ticket: done, and told which, so that it can be taken back. */
export function useTicketActs() {
  const { may, modules } = useAssembly()
  const navigate = useNavigate()
  const counter = usePlace()?.counter ?? ''
  const [last, setLast] = useState<{ ticket: TicketOut; act: Press }>()
  const mayBegin = may.includes('his.encounters.encounter.begin')
  const mayExamine =
    modules.includes('his.outpatient') && may.includes('his.outpatient.examination.read')

  function open(ticket: TicketOut) {
    if (ticket.encounter && mayExamine) navigate({ to: `/visits/${ticket.encounter.id}` })
    else if (ticket.patient) navigate({ to: `/patients/${ticket.patient.id}` })
    else navigate({ to: '/reception' })
  }

  const press = useSubmit(
    async (
      { ticket, act }: { ticket: TicketOut; act: Press },
      headers,
    ): Promise<{ data: unknown }> => {
      const path = { ticket_id: ticket.id }
      const body = { counter }
      if (act === 'call') return hisQueueCall({ path, body, headers })
      if (act === 'recall') return hisQueueRecall({ path, body, headers })
      if (act === 'finish') return hisQueueFinish({ path, headers })
      if (act === 'skip') return hisQueueSkip({ path, headers })
      if (act === 'return') return hisQueueReturn({ path, headers })
      if (act === 'undo') return hisQueueUndo({ path, headers })
      // A doctor who takes a waiting patient begins the visit; the ticket follows by itself.
      const visit = ticket.encounter
      if (mayBegin && visit?.state === 'waiting') {
        return hisEncountersBegin({ path: { encounter_id: visit.id }, headers })
      }
      return hisQueueStart({ path, body, headers })
    },
    {
      done: (_, { ticket, act }) => {
        setLast(act === 'undo' ? undefined : { ticket, act })
        if (act === 'start') open(ticket)
      },
    },
  )
  return { press, open, last, forget: () => setLast(undefined), mayExamine }
}

export type TicketActs = ReturnType<typeof useTicketActs>
