import { useState } from 'react'
import { hisPrescribingOverridden, hisPrescribingReview } from '@/kernel/api/sdk.gen'
import type { DrugAlertOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import { Button, Dim, Facts, Field, Form, SidePanel, Status, Time, Worklist } from '@/kernel/ui'
import { s } from '../safetyText'

/** The pharmacists' list: signed against a warning or a stop, with the doctor's reason. */
export function Overridden() {
  const [open, setOpen] = useState<DrugAlertOut>()
  return (
    <>
      <Worklist<DrugAlertOut>
        list="his.prescribing.alerts"
        label={s('overridden')}
        live={['prescriptions']}
        empty={s('empty')}
        load={(asked, signal) =>
          hisPrescribingOverridden({
            query: {
              reviewed: asked.seen === undefined ? undefined : asked.seen === 'yes',
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((answer) => answer.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'seen',
            label: s('reviewed'),
            choices: [
              { value: 'no', label: s('open') },
              { value: 'yes', label: s('seen') },
            ],
          },
        ]}
        columns={[
          { head: s('at'), show: (row) => <Time at={row.shown_at} />, width: '1%', nowrap: true },
          { head: s('patient'), show: (row) => row.patient_name, phone: 'title' },
          {
            head: s('says'),
            show: (row) => (
              <>
                <Status tone={row.severity === 'stop' ? 'red' : 'amber'}>{s(row.severity)}</Status>{' '}
                {said(row)}
              </>
            ),
          },
          { head: s('why'), show: (row) => row.reason },
          { head: s('doctor'), show: (row) => row.answered_by_name, phone: 'hide' },
          {
            head: s('reviewed'),
            show: (row) => row.reviewed_by_name || <Dim>{s('open')}</Dim>,
            phone: 'hide',
          },
        ]}
        onOpen={setOpen}
      />
      {open && <Reviewing alert={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

const said = (row: DrugAlertOut) => (language() === 'en' ? row.says_en : row.says_vi)

function Reviewing({ alert, onClose }: { alert: DrugAlertOut; onClose: () => void }) {
  const form = useForm({ note: alert.review_note })
  const review = useSubmit(
    (body: { note: string }, headers) =>
      hisPrescribingReview({ path: { alert_id: alert.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={alert.patient_name} onClose={onClose}>
      <Facts
        of={[
          { label: s('says'), value: said(alert) },
          { label: s('source'), value: alert.source || undefined },
          { label: s('why'), value: alert.reason },
          { label: s('doctor'), value: alert.answered_by_name },
        ]}
      />
      <Form
        form={form}
        submit={review}
        onSubmit={review.submit}
        actions={
          <Button primary submit hotkey="F9" busy={review.busy}>
            {s('review')}
          </Button>
        }
      >
        <Field label={s('note')} lines={3} most={500} autoFocus {...form.bind('note')} />
      </Form>
    </SidePanel>
  )
}
