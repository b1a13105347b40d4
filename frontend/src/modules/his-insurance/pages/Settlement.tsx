import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { hisInsuranceSumsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisInsurancePrintSettlement, hisInsuranceSettlement } from '@/kernel/api/sdk.gen'
import type { DossierLine } from '@/kernel/api/types.gen'
import {
  Awaited,
  Dim,
  Download,
  Facts,
  Money,
  Page,
  Panel,
  PrintButton,
  Stack,
  Status,
  Time,
  Worklist,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { TONE } from '../parts/words'
import { t } from '../text'

/** A month's settlement: what is claimed, and the lists 79, 80, 19, 20, 21 for the agency. */
export function Settlement() {
  const navigate = useNavigate()
  const months = lastMonths(12)
  const { month = months[0] }: { month?: string } = useSearch({ strict: false })
  const sums = useQuery(hisInsuranceSumsOptions({ query: { month } }))
  return (
    <Page
      title={t('settlement')}
      detail={showDate(month ?? '')}
      actions={
        <>
          <PrintButton
            pdf={() =>
              hisInsurancePrintSettlement({ query: { month }, parseAs: 'blob' }).then(
                (r) => r.data as Blob,
              )
            }
          >
            {t('printLists')}
          </PrintButton>
          <Download href={`/api/insurance/settlement/workbook?month=${month}`}>
            {t('workbook')}
          </Download>
        </>
      }
    >
      <Stack>
        <Awaited of={sums} rows={2}>
          {(of) => (
            <Panel title={t('sums')}>
              <Facts
                of={[
                  { label: t('visits'), value: `${of.visits}` },
                  { label: t('gross'), value: <Money of={of.gross} /> },
                  { label: t('insured'), value: <Money of={of.insured} /> },
                  { label: t('insurer'), value: <Money of={of.insurer} strong /> },
                  { label: t('copay'), value: <Money of={of.copay} /> },
                  { label: t('own'), value: <Money of={of.own} /> },
                  { label: t('other'), value: <Money of={of.other} /> },
                ]}
              />
              <Dim>{t('settled')}</Dim>
            </Panel>
          )}
        </Awaited>
        <Worklist<DossierLine>
          list="his.insurance.settlement"
          label={t('settlement')}
          live={['insurance']}
          load={(asked, signal) =>
            hisInsuranceSettlement({
              query: {
                month: (asked.month as string) ?? month,
                after: asked.after,
                limit: asked.limit,
              },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          filters={[
            {
              name: 'month',
              label: t('month'),
              start: months[0],
              list: true,
              choices: months.map((value) => ({ value, label: showDate(value) })),
            },
          ]}
          empty={t('nothing')}
          onOpen={(row) => navigate({ to: `/insurance/dossiers/${row.id}` })}
          columns={[
            {
              head: t('patient'),
              show: (row) => (
                <>
                  {row.patient_name} <Dim>{row.patient_code}</Dim>
                </>
              ),
              phone: 'title',
            },
            { head: t('visit'), show: (row) => row.code, width: '1%', nowrap: true },
            { head: t('left'), show: (row) => <Time at={row.left_at} />, nowrap: true },
            { head: t('insured'), show: (row) => <Money of={row.insured} />, align: 'right' },
            { head: t('insurer'), show: (row) => <Money of={row.insurer} />, align: 'right' },
            {
              head: t('state'),
              show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
              nowrap: true,
            },
          ]}
        />
      </Stack>
    </Page>
  )
}

function lastMonths(count: number): string[] {
  const [year = 2026, month = 1] = today().split('-').map(Number)
  return Array.from({ length: count }, (_, back) => {
    const at = year * 12 + month - 1 - back
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}
