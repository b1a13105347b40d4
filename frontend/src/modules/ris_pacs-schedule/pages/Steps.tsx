import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsScheduleExamsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsScheduleSettleStep, risPacsScheduleUnmatchedSteps } from '@/kernel/api/sdk.gen'
import type { MachineStepOut, StepSettleIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  Dim,
  Field,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
  Time,
  Worklist,
} from '@/kernel/ui'
import { ImagingPage } from '../parts/ImagingPage'
import { t } from '../text'

const readable = (name: string) => name.replaceAll('^', ' ').trim()

/** What machines told of nobody we know: a person says which exam it was. */
export function Steps() {
  const known = useQueryClient()
  const [open, setOpen] = useState<MachineStepOut>()
  const done = () => {
    setOpen(undefined)
    known.invalidateQueries({ queryKey: ['ris_pacs.schedule.steps'] })
  }
  return (
    <ImagingPage title={t('steps')}>
      <Alert weight="info">{t('stepsNote')}</Alert>
      <Worklist<MachineStepOut>
        list="ris_pacs.schedule.steps"
        label={t('steps')}
        live={['exams']}
        load={(asked, signal) =>
          risPacsScheduleUnmatchedSteps({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('allSettled')}
        columns={[
          { head: t('due'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          {
            head: t('said'),
            phone: 'title',
            show: (row) => (
              <>
                {readable(row.patient_name)} <Dim>{row.patient_code}</Dim>
              </>
            ),
          },
          { head: t('accession'), show: (row) => row.accession || '–' },
          { head: t('exam'), show: (row) => `${row.modality} ${row.description}` },
          { head: t('machine'), width: '1%', nowrap: true, show: (row) => row.ae_title },
          { head: t('state'), width: '1%', nowrap: true, show: (row) => row.status },
        ]}
        onOpen={setOpen}
      />
      {open && <Settle key={open.id} of={open} onDone={done} onClose={() => setOpen(undefined)} />}
    </ImagingPage>
  )
}

function Settle({
  of,
  onDone,
  onClose,
}: {
  of: MachineStepOut
  onDone: () => void
  onClose: () => void
}) {
  const [exam, setExam] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const open = useQuery(risPacsScheduleExamsOptions({ query: { view: 'work', limit: 200 } }))
  const act = useSubmit(
    (body: StepSettleIn, headers) =>
      risPacsScheduleSettleStep({ path: { step_id: of.id }, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel
      open
      title={`${t('settle')}: ${readable(of.patient_name) || of.uid}`}
      onClose={onClose}
    >
      <Stack>
        <Select
          label={t('chooseExam')}
          value={exam}
          onChange={setExam}
          choices={(open.data?.items ?? []).map((each) => ({
            value: each.id,
            label: `${each.patient.name} · ${each.procedure}`,
            code: each.accession,
          }))}
        />
        <Field label={t('reason')} lines={2} most={500} value={reason} onChange={setReason} />
        <RefusalNote of={act.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={act.busy}
          off={!exam}
          onClick={() => exam && act.submit({ exam_id: exam, reason })}
        >
          {t('settle')}
        </Button>
        <Button busy={act.busy} onClick={() => act.submit({ exam_id: null, reason })}>
          {t('notOurs')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
