import { hisOutpatientAnswer } from '@/kernel/api/sdk.gen'
import type { ConsultationOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, Form, SidePanel } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** The answer to another room's question; it stands in the same visit at once. */
export function Answering({ of, onClose }: { of: ConsultationOut; onClose: () => void }) {
  const form = useForm({ answer: '', advice: '' }, { draft: `his.outpatient.answer:${of.id}` })
  const answer = useSubmit(
    (body: { answer: string; advice: string }, headers) =>
      hisOutpatientAnswer({
        path: { consultation_id: of.id },
        body: { ...body, version: of.version },
        headers,
      }),
    {
      done: () => {
        form.reset()
        onClose()
      },
    },
  )
  return (
    <SidePanel open title={t('answer')} onClose={onClose}>
      <p>{of.question}</p>
      <Dim>{t('askedBy', { by: of.asked_by_name, at: showInstant(of.asked_at) })}</Dim>
      <Form
        form={form}
        submit={answer}
        onSubmit={answer.submit}
        actions={
          <Button primary submit hotkey="F9" busy={answer.busy}>
            {t('answer')}
          </Button>
        }
      >
        <Field label={t('answer')} required lines={5} most={4000} {...form.bind('answer')} />
        <Field label={t('advice')} lines={3} most={2000} {...form.bind('advice')} />
      </Form>
    </SidePanel>
  )
}
