import { useState } from 'react'
import { risPacsLinkImagingCodes, risPacsLinkMapImagingCode } from '@/kernel/api/sdk.gen'
import type { ImagingCodeIn, ImagingCodeOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Dim, Field, Form, Panel, Row, SidePanel, Status, Worklist } from '@/kernel/ui'
import { t } from '../text'

/** What the codes of another HIS mean in imaging. */
export function Codes({ partnerId, kind }: { partnerId: string; kind: string }) {
  const may = useMay('ris_pacs.link.way.set')
  const [open, setOpen] = useState<ImagingCodeOut | 'new'>()
  if (kind !== 'his') return null
  return (
    <Panel
      title={t('codes')}
      actions={may && <Button onClick={() => setOpen('new')}>{t('map')}</Button>}
    >
      <Dim>{t('codesNote')}</Dim>
      <Worklist<ImagingCodeOut>
        list={`ris_pacs.link.codes.${partnerId}`}
        label={t('codes')}
        live={['ris_pacs.link']}
        load={(asked, signal) =>
          risPacsLinkImagingCodes({
            path: { partner_id: partnerId },
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noCodes')}
        columns={[
          {
            head: t('theirs'),
            phone: 'title',
            show: (row) => (
              <>
                {row.code} <Dim>{row.name}</Dim>
              </>
            ),
          },
          {
            head: t('ourCode'),
            show: (row) => row.ours || <Status tone="amber">{t('unknown')}</Status>,
          },
        ]}
        onOpen={may ? setOpen : undefined}
      />
      {open && (
        <SidePanel open title={t('map')} onClose={() => setOpen(undefined)}>
          <CodeForm
            partnerId={partnerId}
            of={open === 'new' ? undefined : open}
            onDone={() => setOpen(undefined)}
          />
        </SidePanel>
      )}
    </Panel>
  )
}

type Given = { partnerId: string; of?: ImagingCodeOut; onDone: () => void }

function CodeForm({ partnerId, of, onDone }: Given) {
  const form = useForm({ code: of?.code ?? '', ours: of?.ours ?? '' })
  const save = useSubmit(
    (body: ImagingCodeIn, headers) =>
      risPacsLinkMapImagingCode({ path: { partner_id: partnerId }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) => save.submit(v)}
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Row columns={2}>
        <Field label={t('theirs')} required {...form.bind('code')} />
        <Field label={t('ourCode')} {...form.bind('ours')} />
      </Row>
    </Form>
  )
}
