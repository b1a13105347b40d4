import { useNavigate } from '@tanstack/react-router'
import { hisPrescribingSendAgain, hisPrescribingSent } from '@/kernel/api/sdk.gen'
import type { OutboxState, SentPrescriptionOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Page, RefusalNote, Status, Time, Worklist } from '@/kernel/ui'
import { SENDING } from '../parts/Signed'
import { s } from '../safetyText'

const STATES: OutboxState[] = ['waiting', 'sending', 'sent', 'failed', 'cancelled']

/** How the sending of each prescription to the national system stands. */
export function National() {
  const navigate = useNavigate()
  const again = useSubmit((id: string, headers) =>
    hisPrescribingSendAgain({ path: { prescription_id: id }, headers }),
  )
  return (
    <Page title={s('national')}>
      <RefusalNote of={again.refusal} />
      <Worklist<SentPrescriptionOut>
        list="his.prescribing.national"
        label={s('national')}
        live={['outbox', 'prescriptions']}
        empty={s('noneSent')}
        load={(asked, signal) =>
          hisPrescribingSent({
            query: {
              state: asked.state as OutboxState | undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.prescription_id}
        filters={[
          {
            name: 'state',
            label: s('state'),
            choices: STATES.map((value) => ({ value, label: s(value) })),
          },
        ]}
        columns={[
          { head: s('at'), show: (row) => <Time at={row.signed_at} />, width: '1%', nowrap: true },
          { head: s('code'), show: (row) => row.code, nowrap: true },
          { head: s('patient'), show: (row) => row.patient_name, phone: 'title' },
          { head: s('doctor'), show: (row) => row.signed_by_name, phone: 'hide' },
          {
            head: s('state'),
            show: (row) =>
              row.sending ? (
                <Status tone={SENDING[row.sending] ?? 'grey'}>{s(row.sending)}</Status>
              ) : (
                <Dim>{s('notSent')}</Dim>
              ),
          },
          { head: s('error'), show: (row) => <Dim>{row.last_error}</Dim> },
        ]}
        onOpen={(row) => navigate({ to: `/visits/${row.encounter_id}` as never })}
        actions={(row) =>
          row.state === 'signed' && row.sending !== 'sent' && row.sending !== 'sending' ? (
            <Button small onClick={() => again.submit(row.prescription_id)}>
              {s('resend')}
            </Button>
          ) : null
        }
      />
    </Page>
  )
}
