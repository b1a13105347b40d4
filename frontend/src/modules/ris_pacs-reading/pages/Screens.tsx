import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsReadingChangeDisplay,
  risPacsReadingReadingDisplays,
  risPacsReadingRegisterDisplay,
} from '@/kernel/api/sdk.gen'
import type { DisplayPurpose, ReadingDisplayIn, ReadingDisplayOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Button,
  Dim,
  Field,
  Form,
  NumberField,
  Page,
  Select,
  SidePanel,
  Stack,
  Status,
  Worklist,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { ScreenHere } from '../parts/ScreenHere'
import { s } from '../textDesk'

/** Screens at which pictures are read, and when they were checked. */
export function Screens() {
  const navigate = useNavigate()
  const mayCheck = useMay('ris_pacs.reading.display.check')
  const [open, setOpen] = useState<ReadingDisplayOut | 'new'>()
  const [mine, setMine] = useState('')
  const thisOne = (code: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads the computer's name there
    document.cookie = `his54_workstation=${encodeURIComponent(code)}; path=/; max-age=63072000; samesite=lax`
    setMine(code)
  }
  return (
    <Page
      title={s('screens')}
      detail={<ScreenHere key={mine} />}
      actions={
        mayCheck && (
          <Button primary hotkey="Alt+N" onClick={() => setOpen('new')}>
            {s('newScreen')}
          </Button>
        )
      }
    >
      <Stack>
        {mine && <Alert weight="info">{s('thisComputerDone', { code: mine })}</Alert>}
        <Worklist<ReadingDisplayOut>
          list="ris_pacs.reading.displays"
          label={s('screens')}
          empty={s('none')}
          load={(asked, signal) =>
            risPacsReadingReadingDisplays({
              query: { after: asked.after, limit: asked.limit },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          columns={[
            {
              head: s('name'),
              phone: 'title',
              show: (row) => (
                <>
                  {row.name} <Dim>{row.code}</Dim>
                </>
              ),
            },
            { head: s('workstation'), show: (row) => row.workstation },
            { head: s('purpose'), nowrap: true, show: (row) => s(row.purpose) },
            {
              head: s('checkedAt'),
              nowrap: true,
              show: (row) =>
                row.checked_at ? showInstant(row.checked_at, 'date') : <Dim>{s('never')}</Dim>,
            },
            {
              head: s('dueAt'),
              nowrap: true,
              show: (row) => row.due_at && showInstant(row.due_at, 'date'),
            },
            {
              head: s('state'),
              nowrap: true,
              show: (row) => (
                <Status tone={row.why ? 'amber' : 'green'}>
                  {row.why?.[language()] ?? s('fit')}
                </Status>
              ),
            },
          ]}
          actions={(row) => (
            <>
              <Button small onClick={() => navigate({ to: `/imaging/screens/${row.id}/pattern` })}>
                {s('check')}
              </Button>
              <Button small quiet onClick={() => thisOne(row.workstation)}>
                {s('thisComputer')}
              </Button>
            </>
          )}
          onOpen={mayCheck ? setOpen : undefined}
        />
      </Stack>
      {open && <One of={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function One({ of, onClose }: { of?: ReadingDisplayOut; onClose: () => void }) {
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    workstation: of?.workstation ?? '',
    model: of?.model ?? '',
    serial: of?.serial ?? '',
    purpose: (of?.purpose ?? 'diagnosis') as DisplayPurpose | null,
    every_days: (of?.every_days ?? 30) as number | null,
  })
  const save = useSubmit(
    (body: ReadingDisplayIn, headers) =>
      of
        ? risPacsReadingChangeDisplay({ path: { display_id: of.id }, body, headers })
        : risPacsReadingRegisterDisplay({ body, headers }),
    { done: onClose },
  )
  const send = (active: boolean) => {
    const { purpose, every_days, ...said } = form.values
    save.submit({
      ...said,
      purpose: purpose ?? 'review',
      every_days: every_days ?? 30,
      active,
      version: of?.version ?? 0,
    })
  }
  return (
    <SidePanel open title={of?.name ?? s('newScreen')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={() => send(true)}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy}>
              {s('save')}
            </Button>
            {of?.active && (
              <Button danger busy={save.busy} onClick={() => send(false)}>
                {s('end')}
              </Button>
            )}
          </>
        }
      >
        <Field label={s('code')} required most={40} {...form.bind('code')} />
        <Field label={s('name')} required most={200} {...form.bind('name')} />
        <Field
          label={s('workstation')}
          hint={s('workstationHint')}
          required
          most={60}
          {...form.bind('workstation')}
        />
        <Select
          label={s('purpose')}
          required
          choices={[
            { value: 'diagnosis', label: s('diagnosis') },
            { value: 'review', label: s('review') },
          ]}
          {...form.bind('purpose')}
        />
        <NumberField label={s('every')} least={1} most={730} {...form.bind('every_days')} />
        <Field label={s('model')} most={120} {...form.bind('model')} />
        <Field label={s('serial')} most={60} {...form.bind('serial')} />
      </Form>
    </SidePanel>
  )
}
