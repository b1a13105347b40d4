import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPatientsListHistoryOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPatientsCorrectHistory,
  hisPatientsEndHistory,
  hisPatientsRecordHistory,
} from '@/kernel/api/sdk.gen'
import type { HistoryIn, HistoryKind, HistoryOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, DateField, Field, Form, Panel, Select, SidePanel } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { Empty } from './Empty'
import { Ending } from './Ending'
import css from './record.module.css'

const KINDS: HistoryKind[] = ['past', 'surgical', 'family', 'social', 'obstetric', 'immunisation']

/** What was before (tiền sử): illnesses, operations, family, habits. */
export function History({ patientId }: { patientId: string }) {
  const mayRead = useMay('his.patients.history.read')
  const mayRecord = useMay('his.patients.history.record')
  const path = { patient_id: patientId }
  const [open, setOpen] = useState<HistoryOut | 'new'>()
  const [ending, setEnding] = useState<HistoryOut>()
  const found = useQuery({ ...hisPatientsListHistoryOptions({ path }), enabled: mayRead })
  if (!mayRead) return null
  return (
    <Panel
      title={t('history')}
      flush
      actions={
        mayRecord && (
          <Button small quiet onClick={() => setOpen('new')}>
            {t('add')}
          </Button>
        )
      }
    >
      <Awaited of={found} rows={2}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty>{t('noHistory')}</Empty>}
            <ul className={css.list}>
              {items.map((each) => (
                <li key={each.id} data-ended={each.ended_at !== null || undefined}>
                  <span className={css.text}>
                    <b>{each.note}</b>
                    <small>
                      {[t(`history_${each.kind}`), each.code, each.since && showDate(each.since)]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                  </span>
                  {mayRecord && !each.ended_at && (
                    <>
                      <Button small quiet onClick={() => setOpen(each)}>
                        {t('edit')}
                      </Button>
                      <Button small quiet onClick={() => setEnding(each)}>
                        {t('endIt')}
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Awaited>
      {open && (
        <SidePanel open title={t('history')} onClose={() => setOpen(undefined)}>
          <HistoryForm
            patientId={patientId}
            was={open === 'new' ? undefined : open}
            onDone={() => setOpen(undefined)}
          />
        </SidePanel>
      )}
      {ending && (
        <Ending
          title={t('endHistory')}
          verb={t('endIt')}
          before={ending.note}
          after={t('ended')}
          send={(reason, headers) =>
            hisPatientsEndHistory({
              path: { ...path, entry_id: ending.id },
              body: { reason, version: ending.version },
              headers,
            })
          }
          onDone={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

type Typed = { kind: HistoryKind | null; note: string; code: string; since: string | null }

function HistoryForm({
  patientId,
  was,
  onDone,
}: {
  patientId: string
  was?: HistoryOut
  onDone: () => void
}) {
  const form = useForm<Typed>({
    kind: was?.kind ?? 'past',
    note: was?.note ?? '',
    code: was?.code ?? '',
    since: was?.since ?? null,
  })
  const path = { patient_id: patientId }
  const save = useSubmit(
    (body: HistoryIn, headers) =>
      was
        ? hisPatientsCorrectHistory({
            path: { ...path, entry_id: was.id },
            body: { ...body, version: was.version },
            headers,
          })
        : hisPatientsRecordHistory({ path, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(values) =>
        save.submit({ ...values, kind: values.kind ?? 'past', code: values.code.trim() || null })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Select<HistoryKind>
        label={t('kind')}
        choices={KINDS.map((value) => ({ value, label: t(`history_${value}`) }))}
        {...form.bind('kind')}
      />
      <Field label={t('note')} required autoFocus lines={4} most={4000} {...form.bind('note')} />
      <Field label="ICD-10" most={20} {...form.bind('code')} />
      <DateField label={t('since')} partial past {...form.bind('since')} />
    </Form>
  )
}
