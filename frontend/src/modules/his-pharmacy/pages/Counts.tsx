import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisPharmacyBeginCount, hisPharmacyCountList } from '@/kernel/api/sdk.gen'
import type { StockCountOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, RefusalNote, Row, Select, Stack, Status, Time, Worklist } from '@/kernel/ui'
import { StockPage } from '../parts/StockPage'
import { COUNT } from '../parts/state'
import { useStores } from '../parts/useStores'
import { t } from '../text'

/** Stock-takes, the latest first. */
export function Counts() {
  const may = useMay('his.pharmacy.stock.count')
  const navigate = useNavigate()
  const { choices, counter } = useStores()
  const [store, setStore] = useState<string | null>(null)
  const chosen = store ?? counter?.id ?? null
  const begin = useSubmit(
    (id: string, headers) => hisPharmacyBeginCount({ body: { store_id: id }, headers }),
    { done: (count) => navigate({ to: `/pharmacy/counts/${count.id}` }) },
  )
  return (
    <StockPage title={t('counts')}>
      <Stack>
        {may && (
          <Row>
            <Select label={t('store')} choices={choices} value={chosen} onChange={setStore} />
            <Button
              primary
              busy={begin.busy}
              off={!chosen}
              onClick={() => chosen && begin.submit(chosen)}
            >
              {t('newCount')}
            </Button>
          </Row>
        )}
        <RefusalNote of={begin.refusal} />
        <Worklist<StockCountOut>
          list="his.pharmacy.counts"
          label={t('counts')}
          live={['stock']}
          empty={t('noCounts')}
          load={(asked, signal) =>
            hisPharmacyCountList({ query: { after: asked.after }, signal }).then((a) => a.data)
          }
          keyOf={(row) => row.id}
          columns={[
            { head: t('code'), show: (row) => row.code, phone: 'title' },
            { head: t('store'), show: (row) => row.store_name },
            { head: t('madeAt'), show: (row) => <Time at={row.frozen_at} /> },
            { head: t('by'), show: (row) => row.frozen_by_name, phone: 'hide' },
            {
              head: t('state'),
              width: '1%',
              show: (row) => <Status tone={COUNT[row.state]}>{countState(row.state)}</Status>,
            },
          ]}
          onOpen={(row) => navigate({ to: `/pharmacy/counts/${row.id}` })}
        />
      </Stack>
    </StockPage>
  )
}

function countState(state: StockCountOut['state']): string {
  return state === 'cancelled' ? t('cancelledState') : t(state)
}
