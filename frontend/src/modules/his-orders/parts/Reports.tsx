import type { ReportOut, ResultOut } from '@/kernel/api/types.gen'
import { Dim, Panel, Status, Table } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { type Value, valuesOf } from './flags'
import css from './result.module.css'

/** What went out, the newest first; a wrong one stays below, struck through. */
export function Reports({ result }: { result: ResultOut }) {
  const newest = [...result.order.reports].reverse()
  const readers = [...new Set(result.readings.map((each) => each.reader_name))]
  return (
    <Panel title={t('resultText')}>
      {newest.map((report, at) => (
        <Report
          key={report.id}
          report={report}
          old={at > 0 && newest[0]?.kind === 'correction'}
          before={Object.fromEntries(result.tests.map((each) => [each.code, each.previous]))}
        />
      ))}
      {readers.length > 0 && <Dim>{t('readers', { who: readers.join(', ') })}</Dim>}
    </Panel>
  )
}

function Report({
  report,
  old,
  before,
}: {
  report: ReportOut
  old: boolean
  before: Record<string, string>
}) {
  const values = valuesOf(report)
  const facts = report.facts as { text?: string; conclusion?: string } | null
  return (
    <article className={css.report} data-old={old || undefined}>
      <header>
        <Status tone={report.kind === 'correction' ? 'amber' : 'green'}>{t(report.kind)}</Status>
        <Dim>
          {showInstant(report.reported_at)}, {report.reported_by_name}
          {report.reason && ` · ${report.reason}`}
        </Dim>
      </header>
      {values.length > 0 ? (
        <Table<Value>
          label={t('resultText')}
          rows={values}
          keyOf={(row) => row.test}
          toneOf={(row) => (row.flag.length > 1 ? 'red' : row.flag ? 'amber' : undefined)}
          columns={[
            { head: t('test'), show: (row) => row.name, phone: 'title' },
            {
              head: t('value'),
              align: 'right',
              show: (row) => <strong>{[row.value, row.flag].filter(Boolean).join(' ')}</strong>,
            },
            { head: t('unit'), show: (row) => row.unit },
            { head: t('reference'), show: (row) => row.reference },
            { head: t('previous'), show: (row) => before[row.test] ?? '' },
          ]}
        />
      ) : (
        <p className={css.text}>{facts?.text ?? report.text}</p>
      )}
      {values.length > 0 && facts?.text && <p className={css.text}>{facts.text}</p>}
      {facts?.conclusion && (
        <p className={css.text}>
          <strong>{t('conclusion')}:</strong> {facts.conclusion}
        </p>
      )}
    </article>
  )
}
