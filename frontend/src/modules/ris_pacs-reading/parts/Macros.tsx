import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsReadingReportMacrosOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsReadingChangeMacro, risPacsReadingMakeMacro } from '@/kernel/api/sdk.gen'
import type { ReportMacroIn, ReportMacroOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Dim, Field, Form, Panel, SidePanel, Table } from '@/kernel/ui'
import { s } from '../textDesk'

/** Sentences behind a few letters: mine, and the facility's. */
export function Macros() {
  const found = useQuery(risPacsReadingReportMacrosOptions())
  const [open, setOpen] = useState<ReportMacroOut | 'new'>()
  const house = useMay('ris_pacs.reading.template.edit')
  return (
    <Panel
      title={s('macros')}
      flush
      actions={
        <Button small onClick={() => setOpen('new')}>
          {s('newMacro')}
        </Button>
      }
    >
      <Table<ReportMacroOut>
        label={s('macros')}
        rows={found.data?.items ?? []}
        keyOf={(row) => row.id}
        columns={[
          { head: s('shortcut'), width: '1%', show: (row) => `.${row.shortcut}` },
          { head: s('macroText'), phone: 'title', show: (row) => row.text },
          {
            head: '',
            width: '1%',
            nowrap: true,
            show: (row) => <Dim>{s(row.house ? 'house' : 'own')}</Dim>,
          },
        ]}
        onOpen={(row) => (!row.house || house) && setOpen(row)}
      />
      {open && (
        <One
          of={open === 'new' ? undefined : open}
          mayHouse={house}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Panel>
  )
}

function One({
  of,
  mayHouse,
  onClose,
}: {
  of?: ReportMacroOut
  mayHouse: boolean
  onClose: () => void
}) {
  const form = useForm({
    shortcut: of?.shortcut ?? '',
    text: of?.text ?? '',
    house: of?.house ?? false,
  })
  const save = useSubmit(
    (body: ReportMacroIn, headers) =>
      of
        ? risPacsReadingChangeMacro({ path: { macro_id: of.id }, body, headers })
        : risPacsReadingMakeMacro({ body, headers }),
    { done: onClose },
  )
  const send = (active: boolean) =>
    save.submit({ ...form.values, active, version: of?.version ?? 0 })
  return (
    <SidePanel open title={of ? `.${of.shortcut}` : s('newMacro')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={() => send(true)}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy}>
              {s('save')}
            </Button>
            {of && (
              <Button danger busy={save.busy} onClick={() => send(false)}>
                {s('end')}
              </Button>
            )}
          </>
        }
      >
        <Field
          label={s('shortcut')}
          hint={s('shortcutHint')}
          required
          most={30}
          {...form.bind('shortcut')}
        />
        <Field label={s('macroText')} required lines={4} most={2000} {...form.bind('text')} />
        {mayHouse && !of && <Check label={s('house')} {...form.bind('house')} />}
      </Form>
    </SidePanel>
  )
}
