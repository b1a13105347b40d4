import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { hisPharmacyShowReportOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPharmacyPrintReport } from '@/kernel/api/sdk.gen'
import type { DrugReportId, StockItemOut } from '@/kernel/api/types.gen'
import {
  Awaited,
  DateField,
  Dim,
  Download,
  Panel,
  PrintButton,
  Row,
  Select,
  Stack,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { BookTable } from '../parts/BookTable'
import { ItemPicker } from '../parts/ItemPicker'
import { StockPage } from '../parts/StockPage'
import { useStores } from '../parts/useStores'
import { t } from '../text'

const REPORTS: DrugReportId[] = [
  'card',
  'in_out',
  'near_expiry',
  'minimum',
  'used',
  'abc_ven',
  'controlled',
  'reconciled',
]

type Search = {
  report?: DrugReportId
  store?: string
  item?: string
  first?: string
  last?: string
}

/** The pharmacy's reports, each with its definition; what is asked stands in the address. */
export function Reports() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const { choices } = useStores()
  const report = search.report ?? 'in_out'
  const first = search.first ?? `${today().slice(0, 8)}01`
  const last = search.last ?? today()
  const query = { first, last, store: search.store, item: search.item }
  const ask = (more: Partial<Search>) =>
    navigate({ to: '.', search: { ...search, ...more } as never, replace: true })
  const found = useQuery(hisPharmacyShowReportOptions({ path: { report }, query }))
  const dated = !['near_expiry', 'minimum', 'reconciled'].includes(report)
  const address = new URLSearchParams(
    Object.entries(query).filter((each): each is [string, string] => Boolean(each[1])),
  )
  return (
    <StockPage
      title={t('reports')}
      actions={
        <>
          <Download href={`/api/pharmacy/reports/${report}/xlsx?${address}`}>XLSX</Download>
          <PrintButton
            pdf={() =>
              hisPharmacyPrintReport({ path: { report }, query, parseAs: 'blob' }).then(
                (answer) => answer.data as unknown as Blob,
              )
            }
          />
        </>
      }
    >
      <Stack>
        <Row columns={4}>
          <Select
            label={t('report')}
            value={report}
            onChange={(value) => value && ask({ report: value })}
            choices={REPORTS.map((value) => ({ value, label: nameOf(value) }))}
          />
          <Select
            label={t('allStores')}
            value={search.store ?? null}
            onChange={(value) => ask({ store: value ?? undefined })}
            choices={choices}
          />
          {dated && (
            <>
              <DateField
                label={t('from')}
                value={first}
                onChange={(value) => value && ask({ first: value })}
              />
              <DateField
                label={t('until')}
                value={last}
                onChange={(value) => value && ask({ last: value })}
              />
            </>
          )}
        </Row>
        {report === 'card' && (
          <ItemPicker
            label={t('item')}
            value={null}
            onChange={(item: StockItemOut | null) => item && ask({ item: item.id })}
          />
        )}
        <Awaited of={found}>
          {(book) => (
            <Panel title={`${book.title} · ${book.about}`}>
              <Stack>
                <Dim>{book.defined}</Dim>
                <BookTable
                  book={book}
                  empty={
                    report === 'reconciled'
                      ? t('allRight')
                      : report === 'card'
                        ? t('chooseItem')
                        : undefined
                  }
                />
              </Stack>
            </Panel>
          )}
        </Awaited>
      </Stack>
    </StockPage>
  )
}

function nameOf(report: DrugReportId): string {
  return report === 'minimum' ? t('minimum_report') : t(report)
}
