import { hisQueuePrintTicket } from '@/kernel/api/sdk.gen'

export function ticketPaper(ticketId: string): Promise<Blob> {
  return hisQueuePrintTicket({ path: { ticket_id: ticketId }, parseAs: 'blob' }).then(
    (answer) => answer.data as Blob,
  )
}
