import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisPharmacyShowCountOptions,
  hisPharmacyShowCountQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPharmacyApproveCount,
  hisPharmacyCancelCount,
  hisPharmacyFinishCount,
} from '@/kernel/api/sdk.gen'
import type { CountLineOut, CountWithLines } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Awaited, Button, DangerPanel, Panel, RefusalNote, Row, Stack } from '@/kernel/ui'
import { Counting } from '../parts/Counting'
import { Differences } from '../parts/Differences'
import { StockPage } from '../parts/StockPage'
import { t } from '../text'

/** One stock-take: count blind (also on a phone), then see and approve the differences. */
export function Count() {
  const { countId } = useParams({ strict: false }) as { countId: string }
  const path = { count_id: countId }
  const found = useQuery(hisPharmacyShowCountOptions({ path }))
  useLive(['stock'], [hisPharmacyShowCountQueryKey({ path })])
  const name = found.data ? `${found.data.code} · ${found.data.store_name}` : t('counts')
  return (
    <StockPage title={name}>
      <Awaited of={found}>{(count) => <Shown count={count} />}</Awaited>
    </StockPage>
  )
}

function Shown({ count }: { count: CountWithLines }) {
  const mayCount = useMay('his.pharmacy.stock.count')
  const mayApprove = useMay('his.pharmacy.stock.approve')
  const [open, setOpen] = useState<CountLineOut>()
  const [ending, setEnding] = useState<'approve' | 'cancel'>()
  const path = { count_id: count.id }
  const finish = useSubmit((_: null, headers) => hisPharmacyFinishCount({ path, headers }))
  const approve = useSubmit(
    (reason: string, headers) => hisPharmacyApproveCount({ path, body: { reason }, headers }),
    { done: () => setEnding(undefined) },
  )
  const cancel = useSubmit(
    (reason: string, headers) => hisPharmacyCancelCount({ path, body: { reason }, headers }),
    { done: () => setEnding(undefined) },
  )
  const left = count.lines.filter((line) => line.counted === null).length
  const differ = count.lines.filter((line) => line.difference && Number(line.difference) !== 0)
  const save = ending === 'approve' ? approve : cancel
  return (
    <Stack>
      {count.state === 'open' && <Alert weight="info">{t('countBlind')}</Alert>}
      {count.state === 'open' && mayCount ? (
        <Counting count={count} open={open} onOpen={setOpen} />
      ) : (
        <Panel title={t('difference')} flush>
          <Differences lines={count.lines} />
        </Panel>
      )}
      <RefusalNote of={finish.refusal} />
      <Row>
        {count.state === 'open' && mayCount && (
          <Button
            primary={left === 0}
            hotkey="F9"
            busy={finish.busy}
            off={left > 0}
            onClick={() => finish.submit(null)}
          >
            {left > 0 ? t('leftToCount', { n: left }) : t('finishCount')}
          </Button>
        )}
        {count.state === 'counted' && mayApprove && (
          <Button primary hotkey="F9" onClick={() => setEnding('approve')}>
            {t('approve')}
          </Button>
        )}
        {(count.state === 'open' || count.state === 'counted') && mayCount && (
          <Button danger onClick={() => setEnding('cancel')}>
            {t('cancelCount')}
          </Button>
        )}
      </Row>
      {ending && (
        <DangerPanel
          open
          title={t(ending === 'approve' ? 'approve' : 'cancelCount')}
          verb={t(ending === 'approve' ? 'approve' : 'cancelCount')}
          before={t('before')}
          after={
            ending === 'approve' ? t('afterApprove', { n: differ.length }) : t('cancelledState')
          }
          busy={save.busy}
          refusal={save.refusal}
          onAct={save.submit}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Stack>
  )
}
