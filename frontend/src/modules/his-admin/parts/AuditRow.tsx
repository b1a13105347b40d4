import { Link } from '@tanstack/react-router'
import type { AuditRowOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Facts, SidePanel, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text/oversight'
import css from './audit.module.css'
import {
  actionName,
  changesOf,
  factsOf,
  fieldName,
  type RowChange,
  subjectName,
  tableName,
} from './audit-words'

type Key = Parameters<typeof t>[0]

/** One line of the audit, opened: who, from where, and each value before and after. */
export function AuditRow({ row, onClose }: { row: AuditRowOut; onClose: () => void }) {
  const changes = changesOf(row.facts)
  const facts = factsOf(row.facts)
  return (
    <SidePanel open title={t('detail', { id: row.id })} onClose={onClose}>
      <Facts
        of={[
          { label: t('at'), value: exactly(row.at) },
          { label: t('who'), value: actorName(row) },
          { label: t('action'), value: <Status tone="blue">{actionName(row.action)}</Status> },
          {
            label: t('operation'),
            value: (
              <>
                {say(row.what_title)} <code className={css.code}>{row.what}</code>
              </>
            ),
          },
          { label: t('subject'), value: subjectName(row.subject_kind) },
          { label: t('subjectId'), value: <code className={css.code}>{row.subject_id}</code> },
          { label: t('from'), value: [row.workstation, row.ip].filter(Boolean).join(' · ') || '–' },
          { label: t('purpose'), value: row.purpose || undefined },
        ]}
      />
      {changes.map((change, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the audit never changes
        <Changed key={index} change={change} />
      ))}
      {facts.length > 0 && (
        <>
          <h3 className={css.head}>{t('more')}</h3>
          <Facts of={facts} />
        </>
      )}
      <nav className={css.links} aria-label={t('more')}>
        {row.request_id && (
          <Link
            to="/admin/audit"
            search={{ request_id: row.request_id } as never}
            onClick={onClose}
          >
            {t('sameRequest')}
          </Link>
        )}
        {row.subject_id && (
          <Link
            to="/admin/audit"
            search={{ subject_kind: row.subject_kind, subject_id: row.subject_id } as never}
            onClick={onClose}
          >
            {t('sameSubject')}
          </Link>
        )}
        {row.subject_kind === 'patient' && row.subject_id && (
          <>
            <Link to="/admin/audit/looks" search={{ patient: row.subject_id } as never}>
              {t('looks')}
            </Link>
            <Link to={`/patients/${row.subject_id}`}>{t('openPatient')}</Link>
          </>
        )}
      </nav>
    </SidePanel>
  )
}

/** To the second: rows follow each other quickly. */
export function exactly(at: string): string {
  return `${showInstant(at)}:${at.slice(17, 19)}`
}

export function actorName(row: AuditRowOut): string {
  return row.actor_name || (row.actor_id ? t('system') : t('nobody'))
}

function Changed({ change }: { change: RowChange }) {
  const added = change.how === 'insert'
  const how = ['insert', 'update', 'delete'].includes(change.how)
    ? t(change.how as Key)
    : change.how
  return (
    <section>
      <h3 className={css.head}>
        <span title={change.table}>{tableName(change.table)}</span> <Dim>{how}</Dim>
      </h3>
      <table className={css.changes} aria-label={`${t('changed')}: ${tableName(change.table)}`}>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            {!added && <th scope="col">{t('old')}</th>}
            <th scope="col">{t('new')}</th>
          </tr>
        </thead>
        <tbody>
          {change.fields.map((each) => (
            <tr key={each.field}>
              <th scope="row" title={each.field}>
                {fieldName(each.field)}
              </th>
              {!added && <td data-old>{each.old ?? '–'}</td>}
              <td>{each.new ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
