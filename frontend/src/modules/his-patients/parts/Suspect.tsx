import { useNavigate } from '@tanstack/react-router'
import { hisPatientsSuspect } from '@/kernel/api/sdk.gen'
import type { PairIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Panel } from '@/kernel/ui'
import { t } from '../text'

/** "I think these are one person": for somebody who may merge to look at. */
export function Suspect({ oneId, otherId }: { oneId: string; otherId: string }) {
  const navigate = useNavigate()
  const form = useForm({ note: '' })
  const tell = useSubmit((body: PairIn, headers) => hisPatientsSuspect({ body, headers }), {
    done: () => navigate({ to: `/patients/${oneId}` }),
  })
  return (
    <Panel title={t('suspect')}>
      <Form
        form={form}
        submit={tell}
        onSubmit={({ note }) =>
          tell.submit({ one_id: oneId, other_id: otherId, note: note.trim() })
        }
        actions={
          <Button primary submit hotkey="F9" busy={tell.busy}>
            {t('suspect')}
          </Button>
        }
      >
        <Field label={t('note')} autoFocus lines={3} most={500} {...form.bind('note')} />
      </Form>
    </Panel>
  )
}
