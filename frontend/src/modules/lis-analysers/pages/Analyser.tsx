import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  lisAnalysersAnalyserOptions,
  lisAnalysersAnalyserQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { AnalyserOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
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
import { AnalyserForm } from '../parts/AnalyserForm'
import { Codes } from '../parts/Codes'
import { lineOf } from '../parts/words'
import { t } from '../text'

/** One instrument: its line, what its codes mean, and the way to its messages. */
export function Analyser() {
  const { analyserId = '' } = useParams({ strict: false })
  const path = { analyser_id: analyserId }
  const found = useQuery(lisAnalysersAnalyserOptions({ path }))
  useLive(['analysers'], [lisAnalysersAnalyserQueryKey({ path })])
  return <Awaited of={found}>{(analyser) => <Whole of={analyser} />}</Awaited>
}

function Whole({ of }: { of: AnalyserOut }) {
  const navigate = useNavigate()
  const maySet = useMay('lis.analysers.analyser.set')
  const mayRaw = useMay('lis.analysers.message.read')
  const mayReview = useMay('lis.analysers.reading.review')
  const [changing, setChanging] = useState(false)
  const { tone, word } = lineOf(of)
  const clock = of.link?.clock_minutes ?? 0
  return (
    <Page
      title={of.name}
      detail={<Status tone={tone}>{word}</Status>}
      actions={
        <>
          {mayReview && of.waiting > 0 && (
            <Button onClick={() => navigate({ to: '/lab/unmatched' })}>
              {`${t('waitingReadings')}: ${of.waiting}`}
            </Button>
          )}
          {mayRaw && (
            <Button
              onClick={() =>
                navigate({ to: '/lab/analyser-messages', search: { machine: of.id } as never })
              }
            >
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
        {Math.abs(clock) > 10 && <Alert weight="warning">{t('clock', { n: clock })}</Alert>}
        {of.link?.error && of.active && <Alert weight="warning">{of.link.error}</Alert>}
        <Panel title={t('line')}>
          <Facts
            of={[
              { label: t('profile'), value: of.profile_title },
              ...(of.verified
                ? []
                : [
                    {
                      label: t('state'),
                      value: <Status tone="amber">{t('notVerified')}</Status>,
                    },
                  ]),
              { label: t('code'), value: of.code },
              { label: t('connection'), value: t(of.connection) },
              {
                label: t('port'),
                value: [of.address, of.port || ''].filter(Boolean).join(':') || undefined,
              },
              { label: t('from'), value: of.link?.peer || undefined },
              {
                label: t('lastIn'),
                value: of.link?.last_in_at ? <Time at={of.link.last_in_at} /> : undefined,
              },
              {
                label: t('lastOut'),
                value: of.link?.last_out_at ? <Time at={of.link.last_out_at} /> : undefined,
              },
              { label: t('note'), value: of.note || undefined },
            ]}
          />
        </Panel>
        <Codes of={of} />
      </Stack>
      {changing && (
        <SidePanel open title={t('change')} onClose={() => setChanging(false)}>
          <AnalyserForm of={of} onDone={() => setChanging(false)} />
        </SidePanel>
      )}
    </Page>
  )
}
