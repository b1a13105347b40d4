import { useNavigate } from '@tanstack/react-router'
import { hisPharmacyDispensingQueue } from '@/kernel/api/sdk.gen'
import type { DispensingState, PrescriptionWaitingOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Page, Status, Waiting, Worklist } from '@/kernel/ui'
import { Paid } from '../parts/Paid'
import { DISPENSING } from '../parts/state'
import { t } from '../text'

const STATES: DispensingState[] = ['waiting', 'partly', 'dispensed', 'handed_over', 'not_collected']

/** Signed prescriptions, oldest first; a scanned slip finds its own. */
export function Queue() {
  const navigate = useNavigate()
  return (
    <Page title={t('dispensing')}>
      <Worklist<PrescriptionWaitingOut>
        list="his.pharmacy.queue"
        label={t('dispensing')}
        live={['dispensing', 'bills']}
        empty={t('queueEmpty')}
        load={(asked, signal) =>
          hisPharmacyDispensingQueue({
            query: {
              state: (asked.state as DispensingState) || undefined,
              q: asked.q as string | undefined,
              after: asked.after,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(value) })),
          },
          { name: 'q', label: t('find'), kind: 'text', focus: true },
        ]}
        columns={[
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                <b>{row.patient_name}</b>{' '}
                <Dim>
                  {say(row.patient_age)} · {row.patient_code}
                </Dim>
              </>
            ),
          },
          { head: t('prescription'), show: (row) => row.code, width: '1%', nowrap: true },
          {
            head: t('payer'),
            show: (row) =>
              row.payer in { bhyt: 1, self_pay: 1, service: 1 }
                ? t(row.payer as 'bhyt')
                : row.payer,
            width: '1%',
            nowrap: true,
          },
          { head: t('doctor'), show: (row) => row.doctor_name, phone: 'hide' },
          {
            head: t('drugs'),
            align: 'right',
            width: '1%',
            show: (row) => (
              <>
                {row.form !== 'C' && (
                  <Status tone="red">{t(row.form === 'N' ? 'formN' : 'formH')}</Status>
                )}{' '}
                {row.drugs}
              </>
            ),
            nowrap: true,
          },
          {
            head: t('waited'),
            width: '1%',
            show: (row) =>
              row.state === 'waiting' || row.state === 'partly' ? (
                <Waiting since={row.signed_at} amber={15} red={30} />
              ) : null,
          },
          { head: t('money'), width: '1%', nowrap: true, show: (row) => <Paid of={row} /> },
          {
            head: t('state'),
            width: '1%',
            show: (row) => <Status tone={DISPENSING[row.state]}>{t(row.state)}</Status>,
          },
        ]}
        onOpen={(row) => navigate({ to: `/pharmacy/dispensing/${row.id}` })}
      />
    </Page>
  )
}
