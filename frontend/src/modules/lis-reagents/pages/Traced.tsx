import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { lisReagentsOneLotOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisReagentsPrintTraced, lisReagentsTraced } from '@/kernel/api/sdk.gen'
import type { ReagentTracedOut } from '@/kernel/api/types.gen'
import { Alert, Awaited, Download, PrintButton, Row, Stack, Time, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { ReagentPage } from '../parts/ReagentPage'
import { t } from '../text'

/** The patients whose results a lot has measured; each line opens the result. */
export function Traced() {
  const { lot: id } = useParams({ strict: false }) as { lot: string }
  const path = { lot_id: id }
  const found = useQuery(lisReagentsOneLotOptions({ path }))
  const navigate = useNavigate()
  return (
    <Awaited of={found}>
      {({ lot, results, patients }) => (
        <ReagentPage
          title={t('tracedOf', { lot: lot.number })}
          detail={`${lot.name} · ${t('tracedCount', { results, patients })}`}
          actions={
            <Row>
              <Download href={`/api/lab/reagents/lots/${id}/results.xlsx`}>Excel</Download>
              <PrintButton
                pdf={() =>
                  lisReagentsPrintTraced({ path, parseAs: 'blob' }).then(
                    (answer) => answer.data as unknown as Blob,
                  )
                }
              >
                {t('print')}
              </PrintButton>
            </Row>
          }
        >
          <Stack>
            {lot.recalled_at && (
              <Alert weight="stop">
                {t('recalledSays', {
                  at: showInstant(lot.recalled_at),
                  name: lot.recalled_by_name,
                  reason: [lot.recall_no, lot.recall_reason].filter(Boolean).join(': '),
                })}
              </Alert>
            )}
            <Worklist<ReagentTracedOut>
              list="lis.reagents.traced"
              label={t('tracedOf', { lot: lot.number })}
              fixed={{ lot: id }}
              empty={t('noTraced')}
              load={(asked, signal) =>
                lisReagentsTraced({
                  path: { reagent_lot_id: id },
                  query: { after: asked.after },
                  signal,
                }).then((a) => a.data)
              }
              keyOf={(row) => `${row.result_id} ${row.kit_code}`}
              onOpen={(row) =>
                navigate({
                  to: '/lab/orders/$orderId' as never,
                  params: { orderId: row.order_id } as never,
                })
              }
              columns={[
                {
                  head: t('patientName'),
                  phone: 'title',
                  show: (row) => `${row.patient_name} · ${row.patient_code}`,
                },
                { head: t('test'), show: (row) => row.test_name },
                {
                  head: t('result'),
                  nowrap: true,
                  show: (row) => [row.value, row.unit, row.flag].filter(Boolean).join(' '),
                },
                { head: t('at'), nowrap: true, show: (row) => <Time at={row.measured_at} /> },
                { head: t('kit'), nowrap: true, show: (row) => row.kit_code },
                { head: t('kind'), show: (row) => t(row.kind) },
              ]}
            />
          </Stack>
        </ReagentPage>
      )}
    </Awaited>
  )
}
