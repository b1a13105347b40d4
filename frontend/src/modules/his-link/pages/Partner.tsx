import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisLinkLinkPartnerOptions,
  hisLinkLinkPartnerQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { LinkPartnerOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import {
  Alert,
  Awaited,
  Button,
  Facts,
  Page,
  Panel,
  SidePanel,
  Stack,
  Status,
  Time,
} from '@/kernel/ui'
import { PartnerForm } from '../parts/PartnerForm'
import { lineOf, took } from '../parts/words'
import { t } from '../text'

/** One system: its line, its figures, its codes. */
export function Partner() {
  const { partnerId = '' } = useParams({ strict: false })
  const path = { partner_id: partnerId }
  const found = useQuery(hisLinkLinkPartnerOptions({ path }))
  useLive(['link'], [hisLinkLinkPartnerQueryKey({ path })])
  return <Awaited of={found}>{(one) => <Whole of={one} />}</Awaited>
}

function Whole({ of }: { of: LinkPartnerOut }) {
  const navigate = useNavigate()
  const maySet = useMay('his.link.partner.set')
  const mayRead = useMay('his.link.message.read')
  const [changing, setChanging] = useState(false)
  const { tone, word } = lineOf(of)
  return (
    <Page
      title={of.name}
      detail={<Status tone={tone}>{word}</Status>}
      actions={
        <>
          {mayRead && (
            <Button onClick={() => navigate({ to: '/link/messages', search: { partner: of.id } })}>
              {t('log')}
            </Button>
          )}
          {maySet && (
            <Button hotkey="F8" onClick={() => setChanging(true)}>
              {t('change')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {of.line?.error && <Alert weight="warning">{of.line.error}</Alert>}
        <Panel>
          <Facts
            of={[
              { label: t('kind'), value: t(of.kind) },
              { label: t('application'), value: `${of.application} ${of.facility}` },
              { label: t('allowedFrom'), value: of.allowed_from || undefined },
              { label: t('weCall'), value: of.host ? `${of.host}:${of.port}` : undefined },
              {
                label: t('latency'),
                value:
                  of.median_ms === null
                    ? undefined
                    : t('latencyOf', { median: took(of.median_ms), slowest: took(of.slowest_ms) }),
              },
              { label: t('waiting'), value: `${of.waiting}` },
              { label: t('since'), value: of.oldest ? <Time at={of.oldest} /> : undefined },
              { label: t('review'), value: `${of.review}` },
              { label: t('refused'), value: `${of.failed}` },
              {
                label: t('lastIn'),
                value: of.line?.last_in_at ? <Time at={of.line.last_in_at} /> : undefined,
              },
              {
                label: t('lastOut'),
                value: of.line?.last_out_at ? <Time at={of.line.last_out_at} /> : undefined,
              },
              { label: t('note'), value: of.note || undefined },
            ]}
          />
        </Panel>
        <Slot name="link.partner" partnerId={of.id} kind={of.kind} />
      </Stack>
      {changing && (
        <SidePanel open title={t('change')} onClose={() => setChanging(false)}>
          <PartnerForm key={of.version} of={of} onDone={() => setChanging(false)} />
        </SidePanel>
      )}
    </Page>
  )
}
