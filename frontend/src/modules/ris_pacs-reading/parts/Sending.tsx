import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsReadingReadersOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsReadingAddend,
  risPacsReadingRetract,
  risPacsReadingSendPreliminary,
  risPacsReadingSign,
} from '@/kernel/api/sdk.gen'
import type { ExamReadingOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  DangerPanel,
  Field,
  Form,
  Panel,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { t } from '../text'
import { ScreenHere } from './ScreenHere'
import type { Said, useDraft } from './useDraft'
import { useSigned } from './useSigned'

/** Send the report out: signed, or as preliminary. */
export function Sending({
  of,
  draft,
  onSigned,
}: {
  of: ExamReadingOut
  draft: ReturnType<typeof useDraft>
  onSigned: () => void
}) {
  const path = { reading_id: of.line.id }
  const mayWrite = useMay('ris_pacs.reading.report.write')
  const readers = useQuery({ ...risPacsReadingReadersOptions(), enabled: mayWrite })
  const [supervisor, setSupervisor] = useState<string | null>(null)
  const signing = useSigned<Said, ExamReadingOut>(
    (body, headers) => risPacsReadingSign({ path, body, headers }),
    () => {
      draft.sent()
      onSigned()
    },
  )
  const preliminary = useSubmit(
    (body: Said & { supervisor_id: string | null }, headers) =>
      risPacsReadingSendPreliminary({ path, body, headers }),
    { done: draft.sent },
  )
  if (!of.may_write && !of.may_sign) return null
  const signers = (readers.data?.items ?? []).filter((each) => each.signs)
  const sign = async () => {
    await draft.settle()
    signing.submit(draft.said)
  }
  return (
    <Panel title={t('outcome')}>
      <Stack>
        <div>
          <ScreenHere />
        </div>
        <RefusalNote of={signing.refusal ?? preliminary.refusal} />
        {signing.asked}
        {of.may_sign && (
          <Button primary hotkey="F9" busy={signing.busy} onClick={sign}>
            {t('sign')}
          </Button>
        )}
        {of.may_write && (
          <>
            <Select
              label={t('supervisor')}
              value={supervisor}
              onChange={setSupervisor}
              choices={signers.map((each) => ({ value: each.id, label: each.name }))}
            />
            <Button
              busy={preliminary.busy}
              onClick={() => preliminary.submit({ ...draft.said, supervisor_id: supervisor })}
            >
              {t('preliminary')}
            </Button>
          </>
        )}
      </Stack>
    </Panel>
  )
}

/** What is done with a report that is out: something is added, or it is taken back. */
export function After({ of }: { of: ExamReadingOut }) {
  const [act, setAct] = useState<'addend' | 'retract'>()
  const maySign = useMay('ris_pacs.reading.report.sign')
  const out = of.line.state === 'final' || of.line.state === 'addended'
  if (!maySign || (!out && of.line.state !== 'preliminary')) return null
  const close = () => setAct(undefined)
  return (
    <>
      {out && (
        <Button hotkey="Alt+A" onClick={() => setAct('addend')}>
          {t('addend')}
        </Button>
      )}
      <Button danger onClick={() => setAct('retract')}>
        {t('retract')}
      </Button>
      {act === 'addend' && <Adding of={of} onClose={close} />}
      {act === 'retract' && <Retracting of={of} onClose={close} />}
    </>
  )
}

function Adding({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const form = useForm({ text: '', reason: '', critical: '' })
  const add = useSigned<{ text: string; reason: string; critical: string }, ExamReadingOut>(
    (body, headers) => risPacsReadingAddend({ path: { reading_id: of.line.id }, body, headers }),
    onClose,
  )
  return (
    <SidePanel open title={t('addend')} onClose={onClose}>
      {add.asked}
      <Form
        form={form}
        submit={add}
        onSubmit={(values) => add.submit(values)}
        actions={
          <Button primary submit hotkey="F9" busy={add.busy}>
            {t('sign')}
          </Button>
        }
      >
        <Field label={t('addendText')} required lines={5} most={1000} {...form.bind('text')} />
        <Field label={t('reason')} required most={500} {...form.bind('reason')} />
        <Field
          label={t('critical')}
          hint={t('criticalHint')}
          most={500}
          {...form.bind('critical')}
        />
      </Form>
    </SidePanel>
  )
}

function Retracting({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const back = useSigned<{ reason: string }, ExamReadingOut>(
    (body, headers) => risPacsReadingRetract({ path: { reading_id: of.line.id }, body, headers }),
    onClose,
  )
  return (
    <DangerPanel
      open
      title={t('retract')}
      before={of.versions.at(-1)?.conclusion || t('standing')}
      after={t('stopsHolding')}
      tells={t('retractTells')}
      verb={t('retract')}
      busy={back.busy}
      refusal={back.refusal}
      onAct={(reason) => back.submit({ reason })}
      onClose={onClose}
    >
      {back.asked}
    </DangerPanel>
  )
}
