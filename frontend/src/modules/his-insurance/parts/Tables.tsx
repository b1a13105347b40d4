import { useQuery } from '@tanstack/react-query'
import { hisInsuranceTablesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { ProblemOut, TableOut } from '@/kernel/api/types.gen'
import { Awaited, Dim, Table, TabPanels } from '@/kernel/ui'
import { t } from '../text'

/** The tables as they are sent: one field a line, what is empty left out. */
export function Tables({ dossierId, marks }: { dossierId: string; marks: ProblemOut[] }) {
  const found = useQuery(hisInsuranceTablesOptions({ path: { dossier_id: dossierId } }))
  return (
    <Awaited of={found}>
      {(data) => (
        <TabPanels
          tabs={data.tables.map((table) => ({
            id: table.id,
            label: `${table.id} ${table.title}`,
            show: <Rows of={table} marks={marks.filter((each) => each.table === table.id)} />,
          }))}
        />
      )}
    </Awaited>
  )
}

function Rows({ of, marks }: { of: TableOut; marks: ProblemOut[] }) {
  const wrong = (row: number, field: string) =>
    marks.some((each) => each.field === field && (each.row === row || each.row === 0))
  const lines = of.rows.flatMap((row, index) =>
    of.fields
      .filter((field) => row[field.name] || wrong(index + 1, field.name))
      .map((field) => ({
        id: `${index}.${field.name}`,
        row: index + 1,
        name: field.name,
        label: field.label,
        value: row[field.name] ?? '',
        bad: wrong(index + 1, field.name),
      })),
  )
  return (
    <Table
      label={of.title}
      rows={lines}
      keyOf={(line) => line.id}
      toneOf={(line) => (line.bad ? 'red' : undefined)}
      columns={[
        ...(of.rows.length > 1
          ? [
              {
                head: '',
                show: (line: (typeof lines)[number]) => t('line', { n: line.row }),
                width: '1%',
                nowrap: true,
              },
            ]
          : []),
        { head: t('field'), show: (line) => line.name, width: '1%', nowrap: true },
        { head: t('value'), show: (line) => line.value || '–', phone: 'title' },
        { head: '', show: (line) => <Dim>{line.label}</Dim>, phone: 'hide' },
      ]}
    />
  )
}
