import { useState } from 'react'
import { risPacsReadingReportTemplates } from '@/kernel/api/sdk.gen'
import type { ReportTemplateOut } from '@/kernel/api/types.gen'
import { Button, Dim, Page, Status, Worklist } from '@/kernel/ui'
import { TemplatePanel } from '../parts/TemplatePanel'
import { s } from '../textDesk'

/** The house's templates, by exam and sex. */
export function Templates() {
  const [open, setOpen] = useState<ReportTemplateOut | 'new'>()
  return (
    <Page
      title={s('templates')}
      actions={
        <Button primary hotkey="Alt+N" onClick={() => setOpen('new')}>
          {s('newTemplate')}
        </Button>
      }
    >
      <Worklist<ReportTemplateOut>
        list="ris_pacs.reading.templates"
        label={s('templates')}
        load={(asked, signal) =>
          risPacsReadingReportTemplates({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        columns={[
          { head: s('name'), phone: 'title', show: (row) => row.name },
          { head: s('modality'), width: '1%', show: (row) => row.modality },
          { head: s('service'), width: '1%', show: (row) => row.service_code },
          {
            head: s('sex'),
            width: '1%',
            nowrap: true,
            show: (row) => (row.sex ? s(row.sex as 'male' | 'female') : <Dim>{s('both')}</Dim>),
          },
          { head: s('fields'), width: '1%', align: 'right', show: (row) => row.fields.length },
          {
            head: s('state'),
            width: '1%',
            nowrap: true,
            show: (row) => (
              <Status tone={row.active ? 'green' : 'grey'}>
                {s(row.active ? 'inUse' : 'ended')}
              </Status>
            ),
          },
        ]}
        onOpen={setOpen}
      />
      {open && (
        <TemplatePanel of={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  )
}
