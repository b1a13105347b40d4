import { useQuery } from '@tanstack/react-query'
import {
  hisCatalogsSearchOptions,
  hisOutpatientProposePaperOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisOutpatientIssuePaper } from '@/kernel/api/sdk.gen'
import type { HisOutpatientIssuePaperData, VisitPaperKind } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { Awaited, Button, Check, DateField, Field, Form, NumberField, Select } from '@/kernel/ui'
import { t } from '../text'

type PaperBody = HisOutpatientIssuePaperData['body']
type Content = Record<string, unknown>

const ORDER: Record<VisitPaperKind, string[]> = {
  admission: ['department', 'reason', 'diagnosis', 'summary', 'treatment'],
  transfer: [
    'to_code',
    'to_name',
    'reason',
    'diagnosis',
    'signs',
    'course',
    'results',
    'treatment',
    'condition',
    'plan',
    'vehicle',
    'escort',
    'escort_title',
  ],
  sick_leave: [
    'from_day',
    'to_day',
    'diagnosis',
    'treatment',
    'workplace',
    'insurance_no',
    'card',
    'serial',
    'pregnancy_ended',
    'pregnancy_reason',
    'gestation_weeks',
    'father',
    'mother',
    'head',
  ],
  revisit: ['on', 'room', 'diagnosis', 'note', 'head'],
}
const DAYS = ['from_day', 'to_day', 'on']
const LONG = ['diagnosis', 'summary', 'treatment', 'signs', 'course', 'results', 'plan', 'note']
const MAY_BE_EMPTY = [
  'summary',
  'condition',
  'vehicle',
  'escort',
  'escort_title',
  'card',
  'serial',
  'pregnancy_reason',
  'father',
  'mother',
  'head',
  'room',
  'note',
]

type Props = { encounterId: string; patientId: string; kind: VisitPaperKind; onDone: () => void }

/** A paper begins with what the record knows; the doctor completes it. */
export function PaperForm(props: Props) {
  const found = useQuery({
    ...hisOutpatientProposePaperOptions({
      path: { encounter_id: props.encounterId },
      query: { kind: props.kind },
    }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Awaited of={found}>
      {(proposed) => <Writing {...props} start={proposed.content as Content} />}
    </Awaited>
  )
}

function Writing({ encounterId, patientId, kind, start, onDone }: Props & { start: Content }) {
  const form = useForm<Content>(start)
  const reasons = useQuery({
    ...hisCatalogsSearchOptions({ path: { list_id: 'referral_reason' }, query: { q: '' } }),
    enabled: kind === 'transfer',
  })
  const issue = useSubmit(
    (body: PaperBody, headers) =>
      hisOutpatientIssuePaper({ path: { encounter_id: encounterId }, body, headers }),
    { done: onDone },
  )
  const pregnant = form.values.pregnancy_ended === true

  function part(name: string) {
    const label = t(`f_${name}` as Parameters<typeof t>[0])
    const required = !MAY_BE_EMPTY.includes(name)
    if (DAYS.includes(name)) {
      const bound = { name, value: (form.values[name] as string) || null }
      return (
        <DateField
          key={name}
          label={label}
          required
          {...bound}
          onChange={(day: string | null) => form.set(name, day ?? '')}
        />
      )
    }
    if (name === 'pregnancy_ended') {
      return (
        <Check
          key={name}
          label={label}
          name={name}
          value={pregnant}
          onChange={(on) => form.set(name, on)}
        />
      )
    }
    if (name === 'gestation_weeks') {
      return pregnant ? (
        <NumberField
          key={name}
          label={label}
          name={name}
          least={1}
          most={42}
          value={(form.values[name] as number | null) ?? null}
          onChange={(weeks) => form.set(name, weeks)}
        />
      ) : null
    }
    if (name === 'pregnancy_reason' && !pregnant) return null
    if (name === 'reason' && kind === 'transfer') {
      return (
        <Select<string>
          key={name}
          label={label}
          name={name}
          required
          value={(form.values.reason as string) || null}
          onChange={(code) => form.set('reason', code ?? '')}
          choices={
            reasons.data?.items.map((each) => ({ value: each.code, label: each.name })) ?? [
              { value: '1', label: '1' },
              { value: '2', label: '2' },
              { value: '3', label: '3' },
            ]
          }
        />
      )
    }
    return (
      <Field
        key={name}
        label={label}
        name={name}
        required={required}
        lines={LONG.includes(name) ? 3 : undefined}
        most={name === 'workplace' ? 1024 : LONG.includes(name) ? 2000 : 255}
        value={(form.values[name] as string) ?? ''}
        onChange={(text) => form.set(name, text)}
      />
    )
  }

  return (
    <Form
      form={form}
      submit={issue}
      onSubmit={(content) => issue.submit({ kind, ...content } as PaperBody)}
      actions={
        <Button primary submit hotkey="F9" busy={issue.busy}>
          {t('issue')}
        </Button>
      }
    >
      {kind === 'revisit' && (
        <Slot
          name="revisit.time"
          encounterId={encounterId}
          patientId={patientId}
          on={String(form.values.on ?? '')}
          onTime={(book, day) => form.setAll(day ? { book, on: day } : { book })}
        />
      )}
      {ORDER[kind].map(part)}
    </Form>
  )
}
