import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisPatientLinksOfDocumentOptions,
  hisPatientLinksVisitsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientLinksRenew, hisPatientLinksSwitchOff } from '@/kernel/api/sdk.gen'
import type { LinkVisitOut, PatientLinkOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  DangerPanel,
  Dim,
  Facts,
  Panel,
  RefusalNote,
  SidePanel,
  Status,
  Table,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** The link by which a patient sees this result: how long, who opened it, off, anew. */
export function Links({ documentId }: { documentId: string }) {
  const found = useQuery(hisPatientLinksOfDocumentOptions({ path: { document_id: documentId } }))
  return (
    <Panel title={t('link')}>
      <Awaited of={found}>
        {({ items: [link] }) => (link ? <One link={link} key={link.id} /> : <Dim>{t('none')}</Dim>)}
      </Awaited>
    </Panel>
  )
}

function stateOf(link: PatientLinkOut): 'open' | 'over' | 'ended' | 'locked' {
  const now = new Date().toISOString()
  if (link.ended_at) return 'ended'
  if (link.expires_at <= now) return 'over'
  return link.locked_until && link.locked_until > now ? 'locked' : 'open'
}

const TONE = { open: 'green', over: 'grey', ended: 'grey', locked: 'red' } as const

function One({ link }: { link: PatientLinkOut }) {
  const may = useMay('his.patient_links.link.manage')
  const [act, setAct] = useState<'off' | 'visits'>()
  const [renewed, setRenewed] = useState(false)
  const path = { link_id: link.id }
  const state = stateOf(link)
  const off = useSubmit(
    (reason: string, headers) =>
      hisPatientLinksSwitchOff({ path, body: { version: link.version, reason }, headers }),
    { done: () => setAct(undefined) },
  )
  const renew = useSubmit(
    (version: number, headers) => hisPatientLinksRenew({ path, body: { version }, headers }),
    { done: () => setRenewed(true) },
  )
  return (
    <>
      {renewed && <Alert weight="info">{t('renewed')}</Alert>}
      <RefusalNote of={renew.refusal} />
      <Facts
        of={[
          { label: t('state'), value: <Status tone={TONE[state]}>{t(state)}</Status> },
          { label: t('until'), value: showInstant(link.expires_at) },
          { label: t('opened'), value: t('times', { n: String(link.opened) }) },
          {
            label: t('lastOpened'),
            value: link.last_opened_at ? showInstant(link.last_opened_at) : undefined,
          },
          ...(link.wrong ? [{ label: t('wrong'), value: String(link.wrong) }] : []),
          ...(link.ended_at
            ? [{ label: t('ended'), value: `${link.ended_reason} (${link.ended_by_name})` }]
            : []),
        ]}
      />
      <div>
        <Button small quiet onClick={() => setAct('visits')}>
          {t('visits')}
        </Button>
        {may && !link.ended_at && (
          <>
            <Button small quiet busy={renew.busy} onClick={() => renew.submit(link.version)}>
              {t('renew')}
            </Button>
            <Button small quiet onClick={() => setAct('off')}>
              {t('off')}
            </Button>
          </>
        )}
      </div>
      {act === 'visits' && (
        <SidePanel open title={t('visits')} onClose={() => setAct(undefined)}>
          <Visits id={link.id} />
        </SidePanel>
      )}
      {act === 'off' && (
        <DangerPanel
          open
          title={t('offTitle')}
          before={t('offBefore')}
          after={t('offAfter')}
          verb={t('off')}
          busy={off.busy}
          refusal={off.refusal}
          onAct={off.submit}
          onClose={() => setAct(undefined)}
        />
      )}
    </>
  )
}

function Visits({ id }: { id: string }) {
  const found = useQuery(hisPatientLinksVisitsOptions({ path: { link_id: id } }))
  return (
    <Awaited of={found}>
      {({ items: visits }) =>
        visits.length === 0 ? (
          <p>{t('noVisits')}</p>
        ) : (
          <Table<LinkVisitOut>
            label={t('visits')}
            rows={visits}
            keyOf={(row) => row.id}
            columns={[
              { head: t('at'), show: (row) => showInstant(row.at), phone: 'title' },
              { head: t('outcome'), show: (row) => t(`was${row.outcome}` as 'wasopened') },
              { head: t('ip'), show: (row) => row.ip },
            ]}
          />
        )
      }
    </Awaited>
  )
}
