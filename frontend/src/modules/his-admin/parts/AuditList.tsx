import { useState } from 'react'
import type { AuditRowOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { type Asked, Dim, Worklist } from '@/kernel/ui'
import { t } from '../text/oversight'
import { AuditRow, actorName, exactly } from './AuditRow'
import { actionName, subjectName } from './audit-words'

/** Rows of the audit, newest first; one opens to its values. */
export function AuditList(props: {
  list: string
  label: string
  empty: string
  fixed: Record<string, string | undefined>
  load: (
    asked: Asked,
    signal: AbortSignal,
  ) => Promise<{ items: AuditRowOut[]; next: string | null } | undefined>
}) {
  const [open, setOpen] = useState<AuditRowOut>()
  return (
    <>
      <Worklist<AuditRowOut>
        list={props.list}
        label={props.label}
        empty={props.empty}
        fixed={props.fixed}
        load={props.load}
        keyOf={(row) => String(row.id)}
        columns={[
          { head: t('at'), show: (row) => exactly(row.at), width: '1%', nowrap: true },
          { head: t('who'), show: actorName, phone: 'title' },
          { head: t('action'), show: (row) => actionName(row.action), nowrap: true },
          { head: t('operation'), show: (row) => say(row.what_title) },
          {
            head: t('subject'),
            show: (row) => (
              <>
                {subjectName(row.subject_kind)} <Dim>{shortId(row.subject_id)}</Dim>
              </>
            ),
          },
          {
            head: t('from'),
            show: (row) => row.workstation || row.ip,
            phone: 'hide',
          },
        ]}
        toneOf={(row) => (row.action === 'sign_in_refused' ? 'amber' : undefined)}
        onOpen={setOpen}
      />
      {open && <AuditRow row={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function shortId(id: string): string {
  return /^[0-9a-f]{8}-/.test(id) ? `${id.slice(0, 8)}…${id.slice(-4)}` : id
}
