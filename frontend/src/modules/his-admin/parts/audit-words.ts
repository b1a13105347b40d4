import { t } from '../text/oversight'
import { fields, tables } from '../text/records'

type Key = Parameters<typeof t>[0]

export const ACTIONS = [
  'write',
  'read',
  'list',
  'print',
  'export',
  'upload',
  'sign_in',
  'sign_in_refused',
  'sign_out',
  'password',
  'unlock',
  'run',
  'resend',
  'cancel',
  'move',
  'print.broken',
] as const
export const SUBJECTS = [
  'patient',
  'user',
  'role',
  'parameter',
  'module',
  'catalogue',
  'criterion',
] as const

const MORE: Record<string, Key> = {
  kernel_job: 's_job',
  kernel_outbox: 's_outbox',
  kernel_audit: 's_audit',
}

export function actionName(action: string): string {
  return (ACTIONS as readonly string[]).includes(action)
    ? t(`a_${action.replace('.', '_')}` as Key)
    : action
}

export function subjectName(kind: string): string {
  if ((SUBJECTS as readonly string[]).includes(kind)) return t(`s_${kind}` as Key)
  const known = MORE[kind]
  if (known) return t(known)
  return tableName(tables.has(`his_${kind}`) ? `his_${kind}` : kind)
}

/** A table by the name that people give its records; unknown ones keep their code. */
export function tableName(table: string): string {
  return tables.has(table) ? tables.of(table) : table
}

/** A column by the word on the form. */
export function fieldName(field: string): string {
  if (fields.has(field)) return fields.of(field)
  const by = /^(.+)_by(_name)?$/.exec(field)
  return by && fields.has(`${by[1]}_at`) ? `${fields.of(`${by[1]}_at`)} – ${t('who')}` : field
}

export type FieldChange = { field: string; old: string | undefined; new: string | undefined }
export type RowChange = { table: string; id: string; how: string; fields: FieldChange[] }

type Raw = {
  table?: unknown
  id?: unknown
  how?: unknown
  old?: Record<string, unknown> | null
  new?: Record<string, unknown> | null
}

/** The changes of an audit row: of each record, each field's value before and after. */
export function changesOf(facts: Record<string, unknown> | null): RowChange[] {
  const list = facts?.changes
  if (!Array.isArray(list)) return []
  return (list as Raw[]).map((each) => {
    const before = each.old ?? {}
    const after = each.new ?? {}
    return {
      table: String(each.table ?? ''),
      id: String(each.id ?? ''),
      how: String(each.how ?? ''),
      fields: [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => ({
        field,
        old: field in before ? plain(before[field]) : undefined,
        new: field in after ? plain(after[field]) : undefined,
      })),
    }
  })
}

/** What else the row says, besides changes. */
export function factsOf(facts: Record<string, unknown> | null): { label: string; value: string }[] {
  return Object.entries(facts ?? {})
    .filter(([name]) => name !== 'changes')
    .map(([name, value]) => ({ label: fieldName(name), value: plain(value) }))
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
