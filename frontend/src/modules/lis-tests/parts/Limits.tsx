import type { LabTestOut, ReferenceRangeOut } from '@/kernel/api/types.gen'
import { type Column, Panel, Status, Table } from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { shown, span, whose } from '../show'
import { t } from '../text'

const COLUMNS: () => Column<ReferenceRangeOut>[] = () => [
  { head: t('who'), show: whose, phone: 'title' },
  { head: t('usual'), show: (row) => row.text || span(row.low, row.high), nowrap: true },
  {
    head: t('critical'),
    show: (row) => outside(row.critical_low, row.critical_high),
    nowrap: true,
  },
  { head: t('absurd'), show: (row) => outside(row.absurd_low, row.absurd_high), nowrap: true },
  { head: t('delta'), show: delta, nowrap: true },
  { head: t('source'), show: (row) => row.source, phone: 'hide' },
]

/** What lies outside: "≤ 2,8; ≥ 6,2". */
function outside(low: string | null, high: string | null): string {
  return [low !== null && `≤ ${shown(low)}`, high !== null && `≥ ${shown(high)}`]
    .filter(Boolean)
    .join('; ')
}

function delta(row: ReferenceRangeOut): string {
  const said = [
    row.delta_percent !== null && `${shown(row.delta_percent)} %`,
    row.delta_abs !== null && shown(row.delta_abs),
  ].filter(Boolean)
  const within = row.delta_hours === null ? '' : t('hours', { n: row.delta_hours })
  return said.length ? `${said.join(' + ')} ${within}` : ''
}

export function inForce(of: LabTestOut): ReferenceRangeOut[] {
  const now = today()
  return of.ranges
    .filter((row) => !row.withdrawn_at && row.valid_from <= now)
    .filter((row) => row.valid_to === null || row.valid_to >= now)
    .sort((a, b) => Number(a.pregnant) - Number(b.pregnant) || b.from_days - a.from_days)
}

/** The limits of today. */
export function Limits({ of }: { of: LabTestOut }) {
  return (
    <Table<ReferenceRangeOut>
      label={t('ranges')}
      empty={t('noRanges')}
      rows={inForce(of)}
      keyOf={(row) => row.id}
      columns={[
        ...COLUMNS(),
        {
          head: t('state'),
          show: (row) => (
            <Status tone={row.approved_at ? 'green' : 'amber'}>
              {row.approved_at ? t('approved') : t('awaits')}
            </Status>
          ),
          nowrap: true,
        },
      ]}
    />
  )
}

/** Limits of days gone by and to come: who, when, why. */
export function PastLimits({ of }: { of: LabTestOut }) {
  const now = new Set(inForce(of).map((row) => row.id))
  const others = of.ranges.filter((row) => !now.has(row.id))
  if (others.length === 0) return null
  return (
    <Panel flush title={t('rangesHistory')}>
      <Table<ReferenceRangeOut>
        label={t('rangesHistory')}
        rows={others}
        keyOf={(row) => row.id}
        toneOf={() => 'dim'}
        columns={[
          ...COLUMNS().slice(0, 3),
          {
            head: t('holds'),
            show: (row) =>
              row.withdrawn_at
                ? t('withdrawn')
                : `${showDate(row.valid_from)}–${row.valid_to ? showDate(row.valid_to) : ''}`,
            nowrap: true,
          },
          { head: t('by'), show: (row) => row.made_by_name },
          { head: t('reason'), show: (row) => row.reason },
        ]}
      />
    </Panel>
  )
}
