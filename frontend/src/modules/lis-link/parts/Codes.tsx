import { useState } from 'react'
import { lisLinkLinkCodes, lisLinkMapLinkCode } from '@/kernel/api/sdk.gen'
import type { CodeUse, LinkCodeIn, LinkCodeOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Button,
  Dim,
  Field,
  Form,
  Panel,
  Row,
  Select,
  SidePanel,
  Status,
  Time,
  Worklist,
} from '@/kernel/ui'
import { t } from '../text'

const USES: CodeUse[] = ['service', 'test']
const word = (use: CodeUse) => (use === 'test' ? t('test_') : t('service'))

/** What the codes of a linked system mean in the laboratory. */
export function Codes({ partnerId, kind }: { partnerId: string; kind: string }) {
  const may = useMay('lis.link.code.map')
  const [open, setOpen] = useState<LinkCodeOut | 'new'>()
  if (kind !== 'his' && kind !== 'laboratory') return null
  return (
    <Panel
      title={t('codes')}
      actions={may && <Button onClick={() => setOpen('new')}>{t('mapIt')}</Button>}
    >
      <Dim>{t('codesNote')}</Dim>
      <Worklist<LinkCodeOut>
        list={`lis.link.codes.${partnerId}`}
        label={t('codes')}
        live={['lis.link']}
        load={(asked, signal) =>
          lisLinkLinkCodes({
            path: { partner_id: partnerId },
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noCodes')}
        columns={[
          {
            head: t('code'),
            phone: 'title',
            show: (row) => (
              <>
                {row.code} <Dim>{row.name}</Dim>
              </>
            ),
          },
          { head: t('use'), show: (row) => word(row.use) },
          {
            head: t('ours'),
            show: (row) => row.ours || <Status tone="amber">{t('unknown')}</Status>,
          },
          {
            head: t('firstAt'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.first_at} />,
          },
        ]}
        onOpen={may ? setOpen : undefined}
      />
      {open && (
        <SidePanel open title={t('mapIt')} onClose={() => setOpen(undefined)}>
          <CodeForm
            partnerId={partnerId}
            of={open === 'new' ? undefined : open}
            start={kind === 'his' ? 'service' : 'test'}
            onDone={() => setOpen(undefined)}
          />
        </SidePanel>
      )}
    </Panel>
  )
}

function CodeForm({
  partnerId,
  of,
  start,
  onDone,
}: {
  partnerId: string
  of?: LinkCodeOut
  start: CodeUse
  onDone: () => void
}) {
  const form = useForm({
    use: (of?.use ?? start) as CodeUse | null,
    code: of?.code ?? '',
    ours: of?.ours ?? '',
  })
  const save = useSubmit(
    (body: LinkCodeIn, headers) =>
      lisLinkMapLinkCode({ path: { partner_id: partnerId }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) => save.submit({ ...v, use: v.use ?? start })}
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Select<CodeUse>
        label={t('use')}
        required
        choices={USES.map((value) => ({ value, label: word(value) }))}
        {...form.bind('use')}
      />
      <Row columns={2}>
        <Field label={t('code')} required {...form.bind('code')} />
        <Field label={t('ours')} {...form.bind('ours')} />
      </Row>
    </Form>
  )
}
