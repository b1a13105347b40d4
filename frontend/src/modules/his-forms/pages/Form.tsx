import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { hisFormsFormOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisFormsSave } from '@/kernel/api/sdk.gen'
import type { PrintFormOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Awaited, Button, DateField, Field, Form as Filled, Page, Stack } from '@/kernel/ui'
import { today } from '@/kernel/when'
import css from '../forms.module.css'
import { Preview } from '../parts/Preview'
import { Versions } from '../parts/Versions'
import { t } from '../text'

/** One form: its template, how it looks while it is written, and its versions. */
export function Form() {
  const { form } = useParams({ strict: false }) as { form: string }
  const found = useQuery(hisFormsFormOptions({ path: { form_id: form } }))
  return (
    <Page title={found.data ? say(found.data.title) : t('forms')}>
      <Awaited of={found}>{(told) => <Editing key={told.version} told={told} />}</Awaited>
    </Page>
  )
}

function Editing({ told }: { told: PrintFormOut }) {
  const [source, setSource] = useState(told.source)
  return (
    <Stack>
      <div className={css.sides}>
        <label className={css.side}>
          <span>{t('source')}</span>
          <textarea
            className={css.source}
            value={source}
            spellCheck={false}
            maxLength={60_000}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <span className={css.acts}>
            {source !== told.shipped && (
              <Button small quiet onClick={() => setSource(told.shipped)}>
                {t('restore')}
              </Button>
            )}
          </span>
        </label>
        <Preview form={told.id} source={source} />
      </div>
      {source !== told.source && <Saving form={told.id} source={source} />}
      <Versions form={told.id} onTake={setSource} />
    </Stack>
  )
}

function Saving({ form: id, source }: { form: string; source: string }) {
  const form = useForm<{ valid_from: string | null; reason: string }>({
    valid_from: today(),
    reason: '',
  })
  const save = useSubmit((body: { valid_from: string | null; reason: string }, headers) =>
    hisFormsSave({ path: { form_id: id }, body: { ...body, source }, headers }),
  )
  return (
    <Filled
      form={form}
      submit={save}
      onSubmit={save.submit}
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <DateField label={t('from')} required {...form.bind('valid_from')} />
      <Field label={t('reason')} required most={500} {...form.bind('reason')} />
    </Filled>
  )
}
