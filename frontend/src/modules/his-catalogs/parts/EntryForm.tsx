import { hisCatalogsAdd, hisCatalogsChange } from '@/kernel/api/sdk.gen'
import type { EntryOut, ListOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, DateField, Field, Form, Row, SidePanel } from '@/kernel/ui'
import { changedFacts, factsIn, start, type Typed } from '../form'
import { t } from '../text'
import { CodePicker } from './CodePicker'
import { FactField } from './FactField'

type Props = { list: ListOut; entry?: EntryOut; onClose: () => void }

/** Add a code, or let one say something else from a day on. Always with a reason. */
export function EntryForm({ list, entry, onClose }: Props) {
  const form = useForm(start(list, entry), {
    draft: `his.catalogs.entry:${list.id}:${entry?.id ?? 'new'}`,
  })
  const save = useSubmit(
    (values: Typed, headers) =>
      entry ? change(list, entry, values, headers) : add(list, values, headers),
    {
      done: () => {
        form.reset()
        onClose()
      },
    },
  )
  const setFact = (id: string) => (value: Typed['facts'][string]) =>
    form.set('facts', { ...form.values.facts, [id]: value })
  return (
    <SidePanel
      open
      title={entry ? t('changeTitle', { code: entry.code }) : t('addTitle')}
      onClose={onClose}
    >
      {entry && <Alert weight="info">{t('changeNote')}</Alert>}
      <Form
        form={form}
        submit={save}
        onSubmit={save.submit}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        {!entry && <Field label={t('code')} required autoFocus most={60} {...form.bind('code')} />}
        <Field label={t('name')} required autoFocus={Boolean(entry)} {...form.bind('name')} />
        <Field label={t('nameEn')} {...form.bind('name_en')} />
        {list.maps_to && (
          <CodePicker label={t('ministryCode')} of={list.maps_to} {...form.bind('ministry_code')} />
        )}
        {list.columns.map((column) => (
          <FactField
            key={column.id}
            column={column}
            value={form.values.facts[column.id] ?? null}
            onChange={setFact(column.id)}
          />
        ))}
        <Row columns={2}>
          <DateField
            label={t('effective')}
            hint={t('effectiveHint')}
            {...form.bind('valid_from')}
          />
          {!entry && <Field label={t('source')} most={300} {...form.bind('source')} />}
        </Row>
        <Field label={t('reason')} required lines={2} most={500} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}

type Headers = { 'Idempotency-Key': string }

function add(list: ListOut, { facts, ...values }: Typed, headers: Headers) {
  return hisCatalogsAdd({
    path: { list_id: list.id },
    body: { ...values, facts: factsIn(list, facts) },
    headers,
  })
}

function change(list: ListOut, entry: EntryOut, values: Typed, headers: Headers) {
  const { name, name_en, ministry_code, valid_from, reason } = values
  return hisCatalogsChange({
    path: { list_id: list.id, entry_id: entry.id },
    body: {
      version: entry.version,
      reason,
      valid_from,
      name,
      name_en,
      ministry_code,
      facts: changedFacts(list, entry, values.facts),
    },
    headers,
  })
}
