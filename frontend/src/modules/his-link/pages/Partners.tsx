import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisLinkLinkPartners } from '@/kernel/api/sdk.gen'
import type { LinkPartnerOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Page, SidePanel, Status, Waiting, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { PartnerForm } from '../parts/PartnerForm'
import { lineOf, took } from '../parts/words'
import { t } from '../text'

/** The other systems: how the line is, what waits, how long a message takes end to end. */
export function Partners() {
  const navigate = useNavigate()
  const maySet = useMay('his.link.partner.set')
  const mayRead = useMay('his.link.message.read')
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('partners')}
      actions={
        <>
          {mayRead && (
            <Button onClick={() => navigate({ to: '/link/messages', search: { state: 'review' } })}>
              {t('toReview')}
            </Button>
          )}
          {mayRead && (
            <Button onClick={() => navigate({ to: '/link/messages' })}>{t('log')}</Button>
          )}
          {maySet && (
            <Button primary icon={IconPlus} hotkey="F8" onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )}
        </>
      }
    >
      <Worklist<LinkPartnerOut>
        list="his.link.partners"
        label={t('partners')}
        live={['link']}
        load={(asked, signal) =>
          hisLinkLinkPartners({
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
                {row.name} <Dim>{t(`k_${row.kind}`)}</Dim>
              </>
            ),
          },
          { head: t('line'), width: '1%', nowrap: true, show: (row) => <Line of={row} /> },
          {
            head: t('waiting'),
            nowrap: true,
            show: (row) => (
              <>
                {row.waiting} {row.oldest && <Waiting since={row.oldest} amber={5} red={30} />}
              </>
            ),
          },
          {
            head: t('latency'),
            show: (row) =>
              row.median_ms === null
                ? '–'
                : t('latencyOf', { median: took(row.median_ms), slowest: took(row.slowest_ms) }),
          },
          { head: t('review'), align: 'right', width: '1%', show: (row) => count(row.review) },
          { head: t('refused'), align: 'right', width: '1%', show: (row) => count(row.failed) },
        ]}
        onOpen={(row) => navigate({ to: `/link/partners/${row.id}` })}
      />
      {adding && (
        <SidePanel open title={t('add')} onClose={() => setAdding(false)}>
          <PartnerForm onDone={(made) => navigate({ to: `/link/partners/${made.id}` })} />
        </SidePanel>
      )}
    </Page>
  )
}

function count(n: number) {
  return n > 0 ? <Status tone="amber">{`${n}`}</Status> : '0'
}

function Line({ of }: { of: LinkPartnerOut }) {
  const { tone, word } = lineOf(of)
  return <Status tone={tone}>{word}</Status>
}
