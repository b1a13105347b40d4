import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  risPacsDicomRoutesOptions,
  risPacsDicomRoutesQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDicomSendings } from '@/kernel/api/sdk.gen'
import type { DicomRouteOut, DicomSendingOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import {
  Awaited,
  Button,
  Dim,
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
import { Elsewhere } from '../parts/Elsewhere'
import { RouteForm } from '../parts/RouteForm'
import { t } from '../text'

/** Studies that go to other nodes and come from them, and the rules for it. */
export function Exchange() {
  const mayFetch = useMay('ris_pacs.dicom.study.fetch')
  const mayRules = useMay('ris_pacs.dicom.node.read')
  return (
    <Page title={t('exchange')}>
      <Stack>
        {mayFetch && <Elsewhere />}
        <Worklist<DicomSendingOut>
          list="ris_pacs.dicom.sendings"
          label={t('sendings')}
          live={['imaging.sendings']}
          load={(asked, signal) =>
            risPacsDicomSendings({
              query: { after: asked.after, limit: asked.limit },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          empty={t('noSendings')}
          columns={[
            {
              head: t('description'),
              phone: 'title',
              show: (row) => (
                <>
                  {row.description || '–'} <Dim>{row.modalities}</Dim>
                </>
              ),
            },
            { head: t('to'), show: (row) => row.node_name },
            { head: t('asked'), nowrap: true, show: (row) => <Time at={row.asked_at} /> },
            { head: t('by'), show: (row) => row.route_name || row.by_name },
            {
              head: t('pictures'),
              width: '1%',
              align: 'right',
              show: (row) => `${row.sent}/${row.instances}`,
            },
            {
              head: t('state'),
              show: (row) => (
                <>
                  <State of={row} /> {row.error && <Dim>{row.error}</Dim>}
                </>
              ),
            },
            { head: t('commitment'), show: (row) => <Commitment of={row} /> },
          ]}
        />
        {mayRules && <Rules />}
      </Stack>
    </Page>
  )
}

function State({ of }: { of: DicomSendingOut }) {
  if (of.failed) return <Status tone="red">{t('notAll', { n: of.failed })}</Status>
  if (of.done_at) return <Status tone="green">{t('gone')}</Status>
  return <Status tone="amber">{t('waits')}</Status>
}

const TONES = { asked: 'amber', safe: 'green', failed: 'red', silent: 'red' } as const

/** Whether the other node has said that all is safe there. */
function Commitment({ of }: { of: DicomSendingOut }) {
  if (of.commitment === 'none') return <>–</>
  return (
    <>
      <Status tone={TONES[of.commitment]}>
        {t(`c_${of.commitment}`, { n: of.commit_failed ?? 0 })}
      </Status>{' '}
      {of.commit_error && <Dim>{of.commit_error}</Dim>}
    </>
  )
}

function Rules() {
  const maySet = useMay('ris_pacs.dicom.node.set')
  const rules = useQuery(risPacsDicomRoutesOptions())
  const [open, setOpen] = useState<{ of?: DicomRouteOut }>()
  const known = useQueryClient()
  const done = () => {
    setOpen(undefined)
    known.invalidateQueries({ queryKey: risPacsDicomRoutesQueryKey() })
  }
  return (
    <Panel
      title={t('rules')}
      actions={
        maySet && (
          <Button small icon={IconPlus} onClick={() => setOpen({})}>
            {t('addRule')}
          </Button>
        )
      }
    >
      <Awaited of={rules} rows={2}>
        {(found) => (
          <Table
            label={t('rules')}
            rows={found.items}
            keyOf={(row) => row.id}
            empty={t('noRules')}
            columns={[
              { head: t('ruleName'), phone: 'title', show: (row) => row.name },
              { head: t('which'), show: (row) => which(row) },
              { head: t('to'), show: (row) => row.node_name },
              {
                head: t('state'),
                width: '1%',
                nowrap: true,
                show: (row) => (
                  <Status tone={row.active ? 'green' : 'grey'}>
                    {row.active ? t('on') : t('off')}
                  </Status>
                ),
              },
            ]}
            actions={(row) =>
              maySet ? (
                <Button small onClick={() => setOpen({ of: row })}>
                  {t('changeRule')}
                </Button>
              ) : null
            }
          />
        )}
      </Awaited>
      {open && (
        <SidePanel
          open
          title={open.of ? t('changeRule') : t('addRule')}
          onClose={() => setOpen(undefined)}
        >
          <RouteForm of={open.of} onDone={done} />
        </SidePanel>
      )}
    </Panel>
  )
}

function which(of: DicomRouteOut): string {
  const parts = [of.modality, of.source && `${t('from')} ${of.source}`]
  if (of.age_from != null || of.age_to != null)
    parts.push(t('ages', { from: of.age_from ?? 0, to: of.age_to ?? 130 }))
  if (of.priors) parts.push(t('withPriors', { n: of.priors }))
  return parts.filter(Boolean).join(', ') || t('every')
}
