import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  risPacsScheduleMachineDayOptions,
  risPacsScheduleMachinesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsScheduleProtocol, risPacsScheduleSchedule } from '@/kernel/api/sdk.gen'
import type {
  Contrast,
  ExamProtocolIn,
  ExamScheduleIn,
  ImagingExamWholeOut,
  Side,
} from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Choose,
  DateField,
  Field,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { showInstant, today } from '@/kernel/when'
import { t } from '../text'
import { SIDES } from './words'

type Props = { of: ImagingExamWholeOut; onClose: () => void; onDone: () => void }

/** How it is done: technique, contrast, side. */
export function ProtocolPanel({ of, onClose, onDone }: Props) {
  const { exam, protocols } = of
  const [text, setText] = useState(exam.protocol)
  const [contrast, setContrast] = useState<Contrast | null>(
    exam.contrast === 'possible' ? null : exam.contrast,
  )
  const [side, setSide] = useState<Side | null>(exam.side || null)
  const save = useSubmit(
    (body: ExamProtocolIn, headers) =>
      risPacsScheduleProtocol({ path: { exam_id: exam.id }, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={`${t('protocol')} ${exam.accession}`} onClose={onClose}>
      <Stack>
        {protocols.length > 0 && (
          <Select
            label={t('usual')}
            value={protocols.includes(text) ? text : null}
            onChange={(value) => setText(value ?? '')}
            choices={protocols.map((value) => ({ value, label: value }))}
          />
        )}
        <Field label={t('protocolText')} lines={4} most={2000} value={text} onChange={setText} />
        {exam.modality !== 'US' && (
          <Choose<Contrast>
            label={t('contrast')}
            value={contrast}
            onChange={setContrast}
            choices={[
              { value: 'none', label: t('c_none') },
              { value: 'given', label: t('c_given') },
            ]}
          />
        )}
        {exam.needs_side && <SideChoice value={side} onChange={setSide} />}
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={exam.contrast === 'possible' && contrast === null}
          onClick={() => save.submit({ text, contrast, side })}
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

export function SideChoice({
  value,
  onChange,
}: {
  value: Side | null
  onChange: (value: Side | null) => void
}) {
  return (
    <Choose<Side>
      label={t('side')}
      required
      value={value}
      onChange={onChange}
      choices={SIDES.map((each) => ({ value: each, label: t(`side_${each}`) }))}
    />
  )
}

/** A machine, and a free time of its day (or none: in turn). */
export function SchedulePanel({ of, onClose, onDone }: Props) {
  const { exam } = of
  const xray = ['DX', 'CR']
  const machines = (useQuery(risPacsScheduleMachinesOptions()).data?.items ?? []).filter(
    (each) =>
      each.active &&
      (each.modality === exam.modality ||
        (xray.includes(each.modality) && xray.includes(exam.modality))),
  )
  const [machine, setMachine] = useState<string | null>(exam.machine_id)
  const [day, setDay] = useState<string | null>(today())
  const [at, setAt] = useState<string | null>(null)
  const slots = useQuery({
    ...risPacsScheduleMachineDayOptions({
      path: { machine_id: machine ?? '' },
      query: { on: day ?? undefined },
    }),
    enabled: !!machine && !!day,
  })
  const save = useSubmit(
    (body: ExamScheduleIn, headers) =>
      risPacsScheduleSchedule({ path: { exam_id: exam.id }, body, headers }),
    { done: onDone },
  )
  const free = (slots.data?.slots ?? []).filter(
    (each) => !each.exam && new Date(each.at).getTime() > Date.now(),
  )
  return (
    <SidePanel open title={`${t('schedule')} ${exam.accession}`} onClose={onClose}>
      <Stack>
        <Select
          label={t('machine')}
          required
          value={machine}
          onChange={setMachine}
          choices={machines.map((each) => ({ value: each.id, label: each.name, code: each.code }))}
        />
        <DateField label={t('day')} value={day} onChange={setDay} />
        <Select
          label={t('pickTime')}
          value={at}
          onChange={setAt}
          placeholder={t('noTime')}
          choices={free.map((each) => ({ value: each.at, label: showInstant(each.at, 'time') }))}
        />
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={!machine}
          onClick={() => machine && save.submit({ machine_id: machine, at })}
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
