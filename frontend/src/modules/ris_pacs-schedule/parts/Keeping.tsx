import { useState } from 'react'
import {
  risPacsScheduleConsume,
  risPacsScheduleReportIncident,
  risPacsScheduleTypeDose,
} from '@/kernel/api/sdk.gen'
import type {
  ConsumptionIn,
  ExamDoseIn,
  ExamIncidentIn,
  ImagingExamWholeOut,
} from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { showNumber } from '@/kernel/number'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Dim,
  Field,
  NumberField,
  Panel,
  RefusalNote,
  Row,
  Select,
  SidePanel,
  Stack,
  Table,
  Time,
} from '@/kernel/ui'
import { t } from '../text'

type Props = { of: ImagingExamWholeOut; onDone: () => void }
const KINDS = ['contrast', 'drug', 'supply'] as const
const INCIDENTS = ['reject', 'reaction', 'extravasation', 'machine', 'other'] as const
const REASONS = [
  'position',
  'motion',
  'exposure',
  'artifact',
  'wrong_part',
  'machine',
  'other',
] as const
const known = <V extends string>(of: readonly V[], value: string) =>
  of.find((each) => each === value)
const say = (value: string | null, unit: string) =>
  value ? `${showNumber(Number(value))} ${unit}` : undefined

/** What it took, what went wrong, and the radiation. */
export function Keeping({ of, onDone }: Props) {
  const may = useMay('ris_pacs.schedule.exam.work')
  const [open, setOpen] = useState<'consume' | 'incident' | 'dose'>()
  const close = () => setOpen(undefined)
  const done = () => {
    close()
    onDone()
  }
  return (
    <>
      <Panel title={t('consumption')}>
        <Stack>
          {of.consumption.length > 0 && (
            <Table
              label={t('consumption')}
              rows={of.consumption}
              keyOf={(row) => `${row.at}${row.name}`}
              columns={[
                { head: t('name'), phone: 'title', show: (row) => row.name },
                {
                  head: t('quantity'),
                  align: 'right',
                  show: (row) => `${showNumber(Number(row.quantity))} ${row.unit}`,
                },
                { head: t('lot'), show: (row) => row.lot },
              ]}
            />
          )}
          {may && (
            <Row>
              <Button small onClick={() => setOpen('consume')}>
                {t('add')}
              </Button>
            </Row>
          )}
        </Stack>
      </Panel>
      <Panel title={t('incidents')}>
        <Stack>
          {of.incidents.map((each) => (
            <div key={each.at}>
              {t(`i_${known(INCIDENTS, each.kind) ?? 'other'}`)}
              {each.kind === 'reject' &&
                ` · ${t(`r_${known(REASONS, each.reason) ?? 'other'}`)} · ${each.images}`}{' '}
              {each.note} <Dim>{each.by_name}</Dim> <Time at={each.at} />
            </div>
          ))}
          {may && (
            <Row>
              <Button small onClick={() => setOpen('incident')}>
                {t('add')}
              </Button>
            </Row>
          )}
        </Stack>
      </Panel>
      {of.exam.modality !== 'US' && of.exam.modality !== 'MR' && (
        <Panel title={t('dose')}>
          <Stack>
            <div>
              {[
                of.ctdi_vol && `${t('ctdi')} ${say(of.ctdi_vol, 'mGy')}`,
                of.dlp && `${t('dlp')} ${say(of.dlp, 'mGy·cm')}`,
                of.dap && `${t('dap')} ${say(of.dap, 'Gy·cm²')}`,
              ]
                .filter(Boolean)
                .join(' · ') || '–'}
            </div>
            {may && (
              <Button small onClick={() => setOpen('dose')}>
                {t('doseType')}
              </Button>
            )}
          </Stack>
        </Panel>
      )}
      {open === 'consume' && <Consume of={of} onDone={done} onClose={close} />}
      {open === 'incident' && <Report of={of} onDone={done} onClose={close} />}
      {open === 'dose' && <Typed of={of} onDone={done} onClose={close} />}
    </>
  )
}

function Consume({ of, onDone, onClose }: Props & { onClose: () => void }) {
  const [kind, setKind] = useState<(typeof KINDS)[number] | null>('contrast')
  const [name, setName] = useState('')
  const [quantity, setQuantity] = useState<number | null>(null)
  const [unit, setUnit] = useState('ml')
  const [lot, setLot] = useState('')
  const save = useSubmit(
    (body: ConsumptionIn, headers) =>
      risPacsScheduleConsume({ path: { exam_id: of.exam.id }, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={t('consumption')} onClose={onClose}>
      <Stack>
        <Select
          label={t('kind')}
          required
          value={kind}
          onChange={setKind}
          choices={KINDS.map((value) => ({ value, label: t(`k_${value}`) }))}
        />
        <Field label={t('name')} required value={name} onChange={setName} />
        <Row columns={2}>
          <NumberField
            label={t('quantity')}
            required
            decimals={2}
            value={quantity}
            onChange={setQuantity}
          />
          <Field label={t('unit')} value={unit} onChange={setUnit} />
        </Row>
        <Field label={t('lot')} value={lot} onChange={setLot} />
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={!name.trim() || quantity === null || !kind}
          onClick={() => kind && save.submit({ kind, name, quantity: quantity ?? 0, unit, lot })}
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

function Report({ of, onDone, onClose }: Props & { onClose: () => void }) {
  const [kind, setKind] = useState<(typeof INCIDENTS)[number] | null>('reject')
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null)
  const [images, setImages] = useState<number | null>(1)
  const [note, setNote] = useState('')
  const save = useSubmit(
    (body: ExamIncidentIn, headers) =>
      risPacsScheduleReportIncident({ path: { exam_id: of.exam.id }, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={t('incidents')} onClose={onClose}>
      <Stack>
        <Select
          label={t('kind')}
          required
          value={kind}
          onChange={setKind}
          choices={INCIDENTS.map((value) => ({ value, label: t(`i_${value}`) }))}
        />
        {kind === 'reject' && (
          <>
            <Select
              label={t('reason')}
              required
              value={reason}
              onChange={setReason}
              choices={REASONS.map((value) => ({ value, label: t(`r_${value}`) }))}
            />
            <NumberField label={t('images')} least={1} value={images} onChange={setImages} />
          </>
        )}
        <Field label={t('note')} lines={2} value={note} onChange={setNote} />
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={!kind || (kind === 'reject' && !reason)}
          onClick={() =>
            kind &&
            save.submit({
              kind,
              reason: reason ?? 'other',
              images: kind === 'reject' ? (images ?? 1) : 0,
              note,
            })
          }
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

function Typed({ of, onDone, onClose }: Props & { onClose: () => void }) {
  const [ctdi_vol, setCtdi] = useState<number | null>(null)
  const [dlp, setDlp] = useState<number | null>(null)
  const [dap, setDap] = useState<number | null>(null)
  const save = useSubmit(
    (body: ExamDoseIn, headers) =>
      risPacsScheduleTypeDose({ path: { exam_id: of.exam.id }, body, headers }),
    { done: onDone },
  )
  return (
    <SidePanel open title={t('doseType')} onClose={onClose}>
      <Stack>
        {of.exam.modality === 'CT' ? (
          <>
            <NumberField
              label={t('ctdi')}
              unit="mGy"
              decimals={2}
              value={ctdi_vol}
              onChange={setCtdi}
            />
            <NumberField
              label={t('dlp')}
              unit="mGy·cm"
              decimals={1}
              value={dlp}
              onChange={setDlp}
            />
          </>
        ) : (
          <NumberField label={t('dap')} unit="Gy·cm²" decimals={4} value={dap} onChange={setDap} />
        )}
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={ctdi_vol === null && dlp === null && dap === null}
          onClick={() => save.submit({ ctdi_vol, dlp, dap })}
        >
          {t('ok')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
