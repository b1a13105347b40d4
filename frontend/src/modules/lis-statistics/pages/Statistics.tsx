import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisReportsCatalogueOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ReportLine } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import {
  Awaited,
  DateField,
  Dim,
  Download,
  Page,
  Panel,
  Row,
  Select,
  Stack,
  Table,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { DaysOff } from '../parts/DaysOff'
import { Hours } from '../parts/Hours'
import { useSections } from '../parts/sections'
import { t } from '../text'

const MONEY = 'his.billing.revenue_by_service'

/** The laboratory's reports, its register, and the hours by which it is timed. */
export function Statistics() {
  const mayExport = useMay('lis.statistics.register.export')
  const mayReport = useMay('his.reports.report.read')
  const maySet = useMay('lis.statistics.hours.edit')
  return (
    <Page title={t('statistics')}>
      <Stack>
        {mayReport && <Reports />}
        {mayExport && <Register />}
        <Hours may={maySet} />
        <DaysOff may={maySet} />
      </Stack>
    </Page>
  )
}

function Reports() {
  const navigate = useNavigate()
  const found = useQuery(hisReportsCatalogueOptions())
  const since = `${today().slice(0, 8)}01`
  const at = (id: string) => ({
    to: `/reports/${id}`,
    search: { since, until: today(), ...(id === MONEY ? { group: '1' } : {}) },
  })
  return (
    <Panel title={t('reports')} flush>
      <Awaited of={found}>
        {({ reports }) => {
          const mine = reports.filter((each) => each.id.startsWith('lis.') || each.id === MONEY)
          if (mine.length === 0) return <p style={{ padding: 12 }}>{t('noReports')}</p>
          return (
            <Table<ReportLine>
              label={t('reports')}
              rows={mine}
              keyOf={(row) => row.id}
              onOpen={(row) => navigate(at(row.id) as never)}
              columns={[
                {
                  head: t('reports'),
                  phone: 'title',
                  width: '34%',
                  show: (row) => <Link {...(at(row.id) as { to: string })}>{say(row.title)}</Link>,
                },
                { head: t('definition'), show: (row) => <Dim>{say(row.definition)}</Dim> },
              ]}
            />
          )
        }}
      </Awaited>
    </Panel>
  )
}

function Register() {
  const [since, setSince] = useState(today())
  const [until, setUntil] = useState(today())
  const [section, setSection] = useState<string | null>(null)
  const query = new URLSearchParams({ since, until, section: section ?? '' })
  const at = `/api/lab/statistics/register?${query}`
  return (
    <Panel
      title={t('register')}
      actions={
        <>
          <Download href={`${at}&format=xlsx`}>XLSX</Download>
          <Download href={`${at}&format=csv`}>CSV</Download>
        </>
      }
    >
      <Dim>{t('registerSays')}</Dim>
      <Row columns={3}>
        <DateField label={t('since')} past value={since} onChange={(day) => day && setSince(day)} />
        <DateField label={t('until')} past value={until} onChange={(day) => day && setUntil(day)} />
        <Select
          label={t('section')}
          placeholder={t('allSections')}
          choices={useSections()}
          value={section}
          onChange={setSection}
        />
      </Row>
    </Panel>
  )
}
