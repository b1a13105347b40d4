import { useState } from 'react'
import { lisQualityAddRound, lisQualityRoundList } from '@/kernel/api/sdk.gen'
import type { ExternalRoundIn, ExternalRoundOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DateField, Field, Form, Row, SidePanel, Status, Worklist } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { QualityPage } from '../parts/QualityPage'
import { RoundPanel } from '../parts/RoundPanel'
import { ROUND } from '../parts/state'
import { t } from '../text'

/** External rounds: what is due, what was sent, how we stood among the others. */
export function Rounds() {
  const may = useMay('lis.quality.round.edit')
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string>()
  return (
    <QualityPage
      title={t('rounds')}
      actions={
        may && (
          <Button primary onClick={() => setAdding(true)}>
            {t('addRound')}
          </Button>
        )
      }
    >
      <Worklist<ExternalRoundOut>
        list="lis.quality.rounds"
        label={t('rounds')}
        live={['lab_quality']}
        empty={t('noRounds')}
        load={(asked, signal) =>
          lisQualityRoundList({ query: { after: asked.after }, signal }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        columns={[
          { head: t('round'), show: (row) => row.code, nowrap: true, phone: 'title' },
          { head: t('programme'), show: (row) => row.programme },
          { head: t('organiser'), show: (row) => row.organiser, phone: 'hide' },
          { head: t('dueOn'), show: (row) => showDate(row.due_on), nowrap: true },
          { head: t('grade'), show: (row) => <Grades of={row} /> },
          {
            head: t('state'),
            width: '1%',
            show: (row) => <Status tone={ROUND[row.state]}>{t(row.state)}</Status>,
          },
        ]}
      />
      {adding && <AddRound onClose={() => setAdding(false)} />}
      {open && <RoundPanel key={open} id={open} onClose={() => setOpen(undefined)} />}
    </QualityPage>
  )
}

function Grades({ of }: { of: ExternalRoundOut }) {
  const graded = of.results.filter((each) => each.grade)
  if (graded.length === 0) return null
  const bad = graded.filter((each) => each.grade !== 'good')
  return bad.length === 0 ? (
    <Status tone="green">{`${graded.length}/${graded.length}`}</Status>
  ) : (
    <Status tone={bad.some((each) => each.grade === 'bad') ? 'red' : 'amber'}>
      {bad.map((each) => each.test_code).join(', ')}
    </Status>
  )
}

function AddRound({ onClose }: { onClose: () => void }) {
  const form = useForm({
    programme: '',
    organiser: '',
    code: '',
    sample: '',
    received_on: null as string | null,
    due_on: null as string | null,
    note: '',
  })
  const save = useSubmit(
    (body: ExternalRoundIn, headers) => lisQualityAddRound({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('addRound')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ due_on, ...rest }) => due_on && save.submit({ ...rest, due_on })}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('programme')} required most={200} {...form.bind('programme')} />
        <Field label={t('organiser')} required most={200} {...form.bind('organiser')} />
        <Row columns={2}>
          <Field label={t('round')} required most={60} {...form.bind('code')} />
          <Field label={t('sample')} most={100} {...form.bind('sample')} />
        </Row>
        <Row columns={2}>
          <DateField label={t('receivedOn')} past {...form.bind('received_on')} />
          <DateField label={t('dueOn')} required {...form.bind('due_on')} />
        </Row>
        <Field label={t('note')} lines={2} most={500} {...form.bind('note')} />
      </Form>
    </SidePanel>
  )
}
