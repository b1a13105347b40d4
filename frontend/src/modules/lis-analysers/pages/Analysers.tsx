import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lisAnalysersAnalysers } from '@/kernel/api/sdk.gen'
import type { AnalyserOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Button, Dim, Page, SidePanel, Status, Time, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { AnalyserForm } from '../parts/AnalyserForm'
import { lineOf } from '../parts/words'
import { t } from '../text'

/** Every instrument with the state of its line, and what waits of it. */
export function Analysers() {
  const navigate = useNavigate()
  const maySet = useMay('lis.analysers.analyser.set')
  const mayRaw = useMay('lis.analysers.message.read')
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('analysers')}
      actions={
        <>
          {mayRaw && (
            <Button onClick={() => navigate({ to: '/lab/analyser-messages' })}>{t('log')}</Button>
          )}
          {maySet && (
            <Button primary icon={IconPlus} hotkey="F8" onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          )}
        </>
      }
    >
      <Worklist<AnalyserOut>
        list="lis.analysers.analysers"
        label={t('analysers')}
        live={['analysers']}
        load={(asked, signal) =>
          lisAnalysersAnalysers({
            query: { after: asked.after, limit: asked.limit },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('noAnalysers')}
        columns={[
          {
            head: t('name'),
            phone: 'title',
            show: (row) => (
              <>
                {row.name} <Dim>{row.profile_title}</Dim>
              </>
            ),
          },
          { head: t('line'), width: '1%', nowrap: true, show: (row) => <LineState of={row} /> },
          {
            head: t('lastIn'),
            width: '1%',
            nowrap: true,
            show: (row) => (row.link?.last_in_at ? <Time at={row.link.last_in_at} /> : '–'),
          },
          {
            head: t('waitingReadings'),
            align: 'right',
            width: '1%',
            show: (row) =>
              row.waiting > 0 ? <Status tone="amber">{`${row.waiting}`}</Status> : '0',
          },
          {
            head: t('unknownCodes'),
            align: 'right',
            width: '1%',
            show: (row) =>
              row.unknown_codes > 0 ? <Status tone="amber">{`${row.unknown_codes}`}</Status> : '0',
          },
        ]}
        onOpen={(row) => navigate({ to: `/lab/analysers/${row.id}` })}
      />
      {adding && (
        <SidePanel open title={t('add')} onClose={() => setAdding(false)}>
          <AnalyserForm onDone={(made) => navigate({ to: `/lab/analysers/${made.id}` })} />
        </SidePanel>
      )}
    </Page>
  )
}

function LineState({ of }: { of: AnalyserOut }) {
  const { tone, word } = lineOf(of)
  return (
    <>
      <Status tone={tone}>{word}</Status>
      {!of.verified && <Status tone="amber">{t('notVerified')}</Status>}
    </>
  )
}
