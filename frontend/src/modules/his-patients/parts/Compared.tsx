import type { ReactNode } from 'react'
import type { PatientOut } from '@/kernel/api/types.gen'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './compared.module.css'

type Line = { field: string; label: string; of: (patient: PatientOut) => string | null }

const LINES: Line[] = [
  { field: 'code', label: 'code', of: (p) => p.code },
  { field: 'name', label: 'name', of: (p) => p.name },
  { field: 'birth', label: 'birth', of: (p) => p.birth && showDate(p.birth) },
  { field: 'sex', label: 'sex', of: (p) => t(p.sex) },
  { field: 'phone', label: 'phone', of: (p) => p.phone },
  {
    field: 'commune',
    label: 'address',
    of: (p) => [p.street, p.commune_name, p.province_name].filter(Boolean).join(', ') || null,
  },
  { field: 'ethnic_group', label: 'ethnic_group', of: (p) => p.ethnic_group_name },
  { field: 'nationality', label: 'nationality', of: (p) => p.nationality_name },
  { field: 'occupation', label: 'occupation', of: (p) => p.occupation_name },
  { field: 'workplace', label: 'workplace', of: (p) => p.workplace || null },
  {
    field: 'documents',
    label: 'documents',
    of: (p) => p.documents.map((each) => `${t(each.kind)} ${each.value}`).join('\n') || null,
  },
  {
    field: 'registered_at',
    label: 'registered',
    of: (p) => `${showInstant(p.registered_at, 'date')} · ${t(`by_${p.origin}`)}`,
  },
]

/** What every record has for itself, or keeps beside the other's. */
const APART = ['code', 'documents', 'registered_at']

/** Two records beside each other: what differs is marked, what the kept one gains is told. */
export function Compared({
  kept,
  gone,
  filled,
}: {
  kept: PatientOut
  gone: PatientOut
  filled: string[]
}) {
  return (
    <table className={css.compared} aria-label={t('merge')}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('stays')}</th>
          <th scope="col">{t('goes')}</th>
        </tr>
      </thead>
      <tbody>
        {LINES.map(({ field, label, of }) => {
          const [one, other] = [of(kept), of(gone)]
          const gains = filled.includes(field)
          const differs = one !== null && other !== null && one !== other && !APART.includes(field)
          return (
            <tr key={field} data-differs={differs || undefined}>
              <th scope="row">{t(label as 'name')}</th>
              <Cell>
                {one ?? '–'}
                {gains && other && <em>{t('gains', { what: other })}</em>}
              </Cell>
              <Cell>{other ?? '–'}</Cell>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Cell({ children }: { children: ReactNode }) {
  return <td>{children}</td>
}
