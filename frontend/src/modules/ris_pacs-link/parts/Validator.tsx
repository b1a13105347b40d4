import { useState } from 'react'
import { risPacsLinkCheckMessageOrObject } from '@/kernel/api/sdk.gen'
import type { CheckedOut, CheckIn, LinkFindingOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Explained,
  Field,
  Form,
  Panel,
  Stack,
  Status,
  Table,
  type Tone,
} from '@/kernel/ui'
import { t } from '../text'

const TONE: Record<string, Tone> = { error: 'red', warning: 'amber', note: 'grey' }
const WORD: Record<string, () => string> = {
  error: () => t('error'),
  warning: () => t('warning'),
  note: () => t('info'),
}

/** Paste a message or name a picture: every fault by its place, every field explained. */
export function Validator() {
  const [found, setFound] = useState<CheckedOut>()
  const form = useForm({ text: '', object_uid: '' })
  const check = useSubmit(
    (body: CheckIn, headers) => risPacsLinkCheckMessageOrObject({ body, headers }),
    { done: (answer) => setFound(answer as CheckedOut) },
  )
  return (
    <Stack>
      <Panel>
        <Form
          form={form}
          submit={check}
          onSubmit={(v) => check.submit(v)}
          actions={
            <Button primary submit hotkey="F9" busy={check.busy}>
              {t('check')}
            </Button>
          }
        >
          <Field label={t('paste')} lines={8} {...form.bind('text')} />
          <Field label={t('uid')} {...form.bind('object_uid')} />
        </Form>
      </Panel>
      {found && <Found of={found} />}
    </Stack>
  )
}

function Found({ of }: { of: CheckedOut }) {
  const errors = of.findings.filter((each) => each.weight === 'error').length
  return (
    <>
      <Panel title={`${of.title} · ${say(of.profile)}`}>
        {of.accepted ? (
          <Status tone="green">{t('good')}</Status>
        ) : (
          <Alert weight="warning">{t('bad', { n: errors })}</Alert>
        )}
        <Table<LinkFindingOut>
          label={t('findings')}
          rows={of.findings}
          keyOf={(row) => `${row.place}${row.code}${row.says.en}`}
          columns={[
            { head: t('where'), nowrap: true, phone: 'title', show: (row) => row.place },
            {
              head: t('weight'),
              width: '1%',
              nowrap: true,
              show: (row) => (
                <Status tone={TONE[row.weight] ?? 'grey'}>{WORD[row.weight]?.() ?? ''}</Status>
              ),
            },
            { head: t('what'), show: (row) => say(row.says) },
          ]}
        />
      </Panel>
      <Panel title={t('explained')}>
        <Explained lines={of.lines} />
      </Panel>
    </>
  )
}
