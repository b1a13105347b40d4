import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPharmacyWhoGotLotOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPharmacyLiftRecall,
  hisPharmacyPrintWhoGotLot,
  hisPharmacyRecallList,
} from '@/kernel/api/sdk.gen'
import type { RecallOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  DangerPanel,
  Facts,
  PrintButton,
  Row,
  SidePanel,
  Stack,
  Status,
  Time,
  Worklist,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { BookTable } from '../parts/BookTable'
import { StockPage } from '../parts/StockPage'
import { t } from '../text'

/** Lots that are locked, why, and who got them. */
export function Recalls() {
  const [open, setOpen] = useState<RecallOut>()
  return (
    <StockPage title={t('recalls')}>
      <Worklist<RecallOut>
        list="his.pharmacy.recalls"
        label={t('recalls')}
        live={['stock']}
        empty={t('noRecalls')}
        load={(asked, signal) =>
          hisPharmacyRecallList({ query: { after: asked.after }, signal }).then((a) => a.data)
        }
        keyOf={(row) => row.id}
        columns={[
          { head: t('item'), show: (row) => row.item_name, phone: 'title' },
          { head: t('lot'), show: (row) => row.lot_number },
          { head: t('orderNo'), show: (row) => row.order_no },
          { head: t('reason'), show: (row) => row.reason },
          { head: t('at'), show: (row) => <Time at={row.at} />, nowrap: true },
          {
            head: t('state'),
            width: '1%',
            show: (row) =>
              row.lifted_at ? (
                <Status tone="grey">{t('lifted')}</Status>
              ) : (
                <Status tone="red">{t('locked')}</Status>
              ),
          },
        ]}
        onOpen={setOpen}
      />
      {open && <OneRecall key={open.id} of={open} onClose={() => setOpen(undefined)} />}
    </StockPage>
  )
}

function OneRecall({ of, onClose }: { of: RecallOut; onClose: () => void }) {
  const may = useMay('his.pharmacy.lot.recall')
  const [lifting, setLifting] = useState(false)
  const path = { item_id: of.item_id, lot_number: of.lot_number }
  const found = useQuery(hisPharmacyWhoGotLotOptions({ path }))
  const lift = useSubmit(
    (reason: string, headers) =>
      hisPharmacyLiftRecall({ path: { recall_id: of.id }, body: { reason }, headers }),
    { done: onClose },
  )
  const title = `${of.item_name} · ${t('lot')} ${of.lot_number}`
  if (lifting) {
    return (
      <DangerPanel
        open
        title={title}
        verb={t('lift')}
        before={t('recallAfter')}
        after={t('recallBefore')}
        busy={lift.busy}
        refusal={lift.refusal}
        onAct={lift.submit}
        onClose={onClose}
      />
    )
  }
  return (
    <SidePanel open title={title} onClose={onClose}>
      <Stack>
        <Facts
          of={[
            { label: t('reason'), value: of.reason },
            { label: t('orderNo'), value: of.order_no || undefined },
            { label: t('by'), value: `${of.by_name} · ${showInstant(of.at)}` },
            { label: t('lifted'), value: of.lifted_at ? of.lifted_reason : undefined },
          ]}
        />
        <Row>
          <PrintButton
            pdf={() =>
              hisPharmacyPrintWhoGotLot({ path, parseAs: 'blob' }).then(
                (answer) => answer.data as unknown as Blob,
              )
            }
          >
            {t('whoGot')}
          </PrintButton>
          {may && !of.lifted_at && (
            <Button danger onClick={() => setLifting(true)}>
              {t('lift')}
            </Button>
          )}
        </Row>
        <Awaited of={found} rows={4}>
          {(book) => <BookTable book={book} empty={t('noneGot')} />}
        </Awaited>
      </Stack>
    </SidePanel>
  )
}
