import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  risPacsDicomHereOptions,
  risPacsDicomHereQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDicomNodes } from '@/kernel/api/sdk.gen'
import type { DicomHereOut, DicomNodeOut, DicomStrangerOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import {
  Awaited,
  Button,
  Dim,
  Facts,
  Page,
  Panel,
  SidePanel,
  Stack,
  Status,
  Table,
  Time,
  Worklist,
} from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { NodeForm } from '../parts/NodeForm'
import { t } from '../text'

type Open = { of?: DicomNodeOut; start?: { title: string; address: string } }

/** The machines and stations that may speak with us, and who tried in vain. */
export function Nodes() {
  const maySet = useMay('ris_pacs.dicom.node.set')
  const [open, setOpen] = useState<Open>()
  const here = useQuery(risPacsDicomHereOptions())
  const known = useQueryClient()
  useLive(['imaging.nodes'], [risPacsDicomHereQueryKey()])
  const done = () => {
    setOpen(undefined)
    known.invalidateQueries({ queryKey: ['ris_pacs.dicom.nodes'] })
  }
  return (
    <Page
      title={t('nodes')}
      actions={
        maySet && (
          <Button primary icon={IconPlus} hotkey="F8" onClick={() => setOpen({})}>
            {t('add')}
          </Button>
        )
      }
    >
      <Stack>
        <Worklist<DicomNodeOut>
          list="ris_pacs.dicom.nodes"
          label={t('nodes')}
          live={['imaging.nodes']}
          load={(asked, signal) =>
            risPacsDicomNodes({
              query: { after: asked.after, limit: asked.limit },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          empty={t('none')}
          columns={[
            {
              head: t('name'),
              phone: 'title',
              show: (row) => (
                <>
                  {row.name} <Dim>{row.modality}</Dim>
                </>
              ),
            },
            { head: t('title'), width: '1%', nowrap: true, show: (row) => row.ae_title },
            {
              head: t('host'),
              nowrap: true,
              show: (row) => (row.host ? `${row.host}${row.port ? `:${row.port}` : ''}` : '–'),
            },
            { head: t('seen'), width: '1%', nowrap: true, show: (row) => <Sight of={row} /> },
            { head: t('stored'), width: '1%', align: 'right', show: (row) => row.stored },
            { head: t('services'), show: (row) => <Did of={row} /> },
            {
              head: t('problem'),
              show: (row) =>
                row.error && row.error_at ? (
                  <>
                    {row.error} <Time at={row.error_at} />
                  </>
                ) : (
                  '–'
                ),
            },
          ]}
          onOpen={(of) => setOpen({ of })}
        />
        <Awaited of={here} rows={3}>
          {(found) => (
            <>
              <Here of={found} />
              <Strangers
                of={found.strangers}
                onAdd={
                  maySet
                    ? (who) => setOpen({ start: { title: who.calling, address: who.address } })
                    : undefined
                }
              />
            </>
          )}
        </Awaited>
      </Stack>
      {open && (
        <SidePanel open title={open.of ? t('change') : t('add')} onClose={() => setOpen(undefined)}>
          <NodeForm of={open.of} start={open.start} onDone={done} />
        </SidePanel>
      )}
    </Page>
  )
}

function Sight({ of }: { of: DicomNodeOut }) {
  if (!of.active) return <Status tone="grey">{t('off')}</Status>
  if (!of.seen_at) return <Status tone="amber">{t('never')}</Status>
  return <Time at={of.seen_at} />
}

const SERVICES = ['echo', 'worklist', 'step', 'stored', 'commit'] as const

/** Which services it has used so far. */
function Did({ of }: { of: DicomNodeOut }) {
  const done = SERVICES.filter((each) => of[`${each}_at`])
  if (!done.length) return <>–</>
  return <Dim>{done.map((each) => `${t(`s_${each}`)} ✓`).join(' · ')}</Dim>
}

function Here({ of }: { of: DicomHereOut }) {
  return (
    <Panel title={t('here')}>
      <Dim>{t('hereNote')}</Dim>
      <Facts
        of={[
          { label: t('ours'), value: of.ae_title },
          { label: t('listens'), value: of.host },
          { label: t('port'), value: `${of.port}` },
          ...(of.tls_port ? [{ label: t('tlsPort'), value: `${of.tls_port}` }] : []),
        ]}
      />
      {!of.in_server && <Dim>{t('apart')}</Dim>}
    </Panel>
  )
}

const REASONS = ['called', 'unknown', 'off', 'address', 'clear', 'tls'] as const

function Strangers({
  of,
  onAdd,
}: {
  of: DicomStrangerOut[]
  onAdd?: (who: DicomStrangerOut) => void
}) {
  if (!of.length) return null
  return (
    <Panel title={t('strangers')}>
      <Table
        label={t('strangers')}
        rows={of}
        keyOf={(row) => `${row.calling}/${row.called}/${row.address}/${row.why}`}
        columns={[
          { head: t('calling'), phone: 'title', show: (row) => row.calling || '–' },
          { head: t('address'), nowrap: true, show: (row) => row.address },
          { head: t('called'), nowrap: true, show: (row) => row.called },
          {
            head: t('why'),
            show: (row) => {
              const known = REASONS.find((each) => each === row.why)
              return known ? t(`w_${known}`) : row.why
            },
          },
          { head: t('times'), width: '1%', align: 'right', show: (row) => row.times },
          { head: t('seen'), width: '1%', nowrap: true, show: (row) => <Time at={row.last_at} /> },
        ]}
        actions={(row) =>
          onAdd && row.why === 'unknown' ? (
            <Button small onClick={() => onAdd(row)}>
              {t('addThis')}
            </Button>
          ) : null
        }
      />
    </Panel>
  )
}
