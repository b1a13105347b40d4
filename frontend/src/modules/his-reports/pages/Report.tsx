import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisReportsSheetOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { SheetLine, SheetOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  DateField,
  Dim,
  Download,
  Page,
  Panel,
  PrintButton,
  Row,
  Select,
  Stack,
  Table,
} from '@/kernel/ui'
import { columnsOf, showCell } from '../cells'
import { Behind } from '../parts/Behind'
import { Keeping } from '../parts/Keeping'
import { asked, months, paper, yesterday } from '../period'
import { t } from '../text'

type At = { since?: string; until?: string } & Record<string, string | undefined>

/** One report: period and filters in the address, figures that open, paper and workbook. */
export function Report() {
  const { report } = useParams({ strict: false }) as { report: string }
  const at: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = (some: At) => navigate({ to: '.', search: { ...at, ...some } as never, replace: true })
  const { since = yesterday(), until = yesterday(), ...filters } = at
  const filter = asked(filters)
  const found = useQuery(
    hisReportsSheetOptions({ path: { report_id: report }, query: { since, until, filter } }),
  )
  const query = new URLSearchParams([
    ['since', since],
    ['until', until],
    ...filter.map((each) => ['filter', each]),
  ])
  const [last, current] = months()
  return (
    <Page
      title={found.data ? say(found.data.report.title) : t('reports')}
      actions={
        <>
          <Download href={`/api/reports/${report}/export?format=xlsx&${query}`}>XLSX</Download>
          <Download href={`/api/reports/${report}/export?format=csv&${query}`}>CSV</Download>
          <PrintButton pdf={() => paper(`/api/reports/${report}/prints/sheet?${query}`)} />
        </>
      }
    >
      <Stack>
        <Row columns={4}>
          <DateField
            label={t('since')}
            past
            value={since}
            onChange={(day) => day && go({ since: day })}
          />
          <DateField
            label={t('until')}
            past
            value={until}
            onChange={(day) => day && go({ until: day })}
          />
          {found.data?.report.filters.map((each) => (
            <Select
              key={each.id}
              label={say(each.title)}
              placeholder={t('every')}
              value={filters[each.id] || each.usual || null}
              choices={each.choices.map(({ value, title }) => ({ value, label: say(title) }))}
              onChange={(value) => go({ [each.id]: value ?? undefined })}
            />
          ))}
        </Row>
        <Row>
          <Button small quiet onClick={() => go({ since: yesterday(), until: yesterday() })}>
            {t('yesterday')}
          </Button>
          <Button small quiet onClick={() => go(current)}>
            {t('thisMonth')}
          </Button>
          <Button small quiet onClick={() => go(last)}>
            {t('lastMonth')}
          </Button>
        </Row>
        <Awaited of={found}>
          {(sheet) => <Sheet sheet={sheet} filter={filter} key={query.toString()} />}
        </Awaited>
      </Stack>
    </Page>
  )
}

function Sheet({ sheet, filter }: { sheet: SheetOut; filter: string[] }) {
  const [open, setOpen] = useState<SheetLine>()
  const { report, lines, totals } = sheet
  const summed = totals.some((each) => each !== null)
  const total: SheetLine = {
    key: '',
    values: totals.map((v, n) => v ?? (n === 0 ? t('total') : '')),
  }
  const first = report.columns[0]
  return (
    <>
      <Panel flush>
        {lines.length === 0 ? (
          <p style={{ padding: 12 }}>{t('none')}</p>
        ) : (
          <Table<SheetLine>
            label={say(report.title)}
            rows={summed ? [...lines, total] : lines}
            keyOf={(row) => `${row.key}|${row.values[0]}`}
            columns={columnsOf<SheetLine>(report)}
            onOpen={report.opens ? (row) => row.key && setOpen(row) : undefined}
            toneOf={(row) => (row === total ? 'dim' : undefined)}
          />
        )}
      </Panel>
      <Dim>
        {t('definition')} ({t('version', { n: report.version })}): {say(report.definition)}{' '}
        {report.law && t('basis', { law: report.law })}
      </Dim>
      <Keeping sheet={sheet} filter={filter} />
      {open && (
        <Behind
          sheet={sheet}
          filter={filter}
          line={open.key}
          title={t('behind', { line: first ? showCell(open.values[0], first.kind) : '' })}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}
