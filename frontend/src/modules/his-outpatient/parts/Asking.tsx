import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminRoomsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisOutpatientAsk, hisOutpatientCancelConsultation } from '@/kernel/api/sdk.gen'
import type { ConsultationOut, EncounterOut, VisitOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Dim,
  Field,
  Form,
  Panel,
  Select,
  SidePanel,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { Answering } from './Answering'
import css from './glance.module.css'

const TONE = { asked: 'amber', answered: 'green', cancelled: 'grey' } as const

/** Questions to other rooms about this patient, with their answers. */
export function Asking({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const mayAsk = useMay('his.outpatient.consultation.write')
  const open = encounter.state === 'in_progress'
  const [asking, setAsking] = useState(false)
  const [answering, setAnswering] = useState<ConsultationOut>()
  const [ending, setEnding] = useState<ConsultationOut>()
  const cancel = useSubmit(
    ({ id, version, reason }: { id: string; version: number; reason: string }, headers) =>
      hisOutpatientCancelConsultation({
        path: { consultation_id: id },
        body: { reason, version },
        headers,
      }),
    { done: () => setEnding(undefined) },
  )
  if (visit.consultations.length === 0 && !(mayAsk && open)) return null
  return (
    <Panel
      title={t('consultations')}
      actions={
        mayAsk &&
        open && (
          <Button small onClick={() => setAsking(true)}>
            {t('askOther')}
          </Button>
        )
      }
    >
      <ul className={css.list}>
        {visit.consultations.map((each) => (
          <li key={each.id}>
            <Status tone={TONE[each.state]}>
              {t(each.state === 'cancelled' ? 'cancelled' : each.state)}
            </Status>{' '}
            {each.question}{' '}
            <Dim>{t('askedBy', { by: each.asked_by_name, at: showInstant(each.asked_at) })}</Dim>
            {each.answer && (
              <div>
                <strong>{each.answered_by_name}:</strong> {each.answer}
                {each.advice && ` → ${each.advice}`}
              </div>
            )}
            {mayAsk && each.state === 'asked' && (
              <div>
                <Button small onClick={() => setAnswering(each)}>
                  {t('answer')}
                </Button>{' '}
                <Button small quiet onClick={() => setEnding(each)}>
                  {t('withdraw')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {asking && <Ask encounterId={encounter.id} onClose={() => setAsking(false)} />}
      {answering && <Answering of={answering} onClose={() => setAnswering(undefined)} />}
      {ending && (
        <DangerPanel
          open
          title={t('withdraw')}
          verb={t('withdraw')}
          before={ending.question}
          after={t('cancelled')}
          busy={cancel.busy}
          refusal={cancel.refusal}
          onAct={(reason) => cancel.submit({ id: ending.id, version: ending.version, reason })}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

function Ask({ encounterId, onClose }: { encounterId: string; onClose: () => void }) {
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } }))
  const form = useForm<{ room_id: string | null; question: string }>({
    room_id: null,
    question: '',
  })
  const ask = useSubmit(
    (body: { room_id: string; question: string }, headers) =>
      hisOutpatientAsk({ path: { encounter_id: encounterId }, body, headers }),
    { done: onClose },
  )
  const exam = rooms.data?.items.filter((each) => each.kind === 'exam') ?? []
  return (
    <SidePanel open title={t('askOther')} onClose={onClose}>
      <Form
        form={form}
        submit={ask}
        onSubmit={({ room_id, question }) => room_id && ask.submit({ room_id, question })}
        actions={
          <Button primary submit hotkey="F9" busy={ask.busy}>
            {t('ask')}
          </Button>
        }
      >
        <Select<string>
          label={t('askRoom')}
          required
          choices={exam.map(({ id, code, name }) => ({ value: id, label: name, code }))}
          {...form.bind('room_id')}
        />
        <Field label={t('question')} required lines={4} most={2000} {...form.bind('question')} />
      </Form>
    </SidePanel>
  )
}
