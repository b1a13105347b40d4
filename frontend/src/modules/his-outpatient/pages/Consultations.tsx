import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisOutpatientWaitingConsultations } from '@/kernel/api/sdk.gen'
import type { ConsultationWaitingOut } from '@/kernel/api/types.gen'
import { Page, Waiting, Worklist } from '@/kernel/ui'
import { Answering } from '../parts/Answering'
import { t } from '../text'

/** Questions from other rooms, oldest first; Enter answers. */
export function Consultations() {
  const [open, setOpen] = useState<ConsultationWaitingOut>()
  return (
    <Page title={t('consultations')}>
      <Worklist<ConsultationWaitingOut>
        list="his.outpatient.consultations"
        label={t('consultations')}
        live={['consultations']}
        empty={t('noQuestions')}
        load={({ after, limit }, signal) =>
          hisOutpatientWaitingConsultations({ query: { after, limit }, signal }).then(
            (answer) => answer.data,
          )
        }
        keyOf={(row) => row.id}
        columns={[
          { head: t('patient'), show: (row) => row.patient_name, phone: 'title', nowrap: true },
          { head: t('room'), show: (row) => row.room_name, nowrap: true },
          { head: t('question'), show: (row) => row.question },
          { head: t('ask'), show: (row) => row.asked_by_name, phone: 'hide', nowrap: true },
          { head: t('wait'), show: (row) => <Waiting since={row.asked_at} />, width: '1%' },
        ]}
        onOpen={setOpen}
        actions={(row) => <Link to={`/visits/${row.encounter_id}`}>{t('openVisit')}</Link>}
      />
      {open && <Answering key={open.id} of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
