import { useForm } from '@/kernel/form'
import { Button, DateField, Field, Form, Row, Select } from '@/kernel/ui'
import { IconSearch } from '@/kernel/ui/icons'
import { t } from '../text/oversight'
import css from './audit.module.css'
import { ACTIONS, actionName, SUBJECTS, subjectName } from './audit-words'
import { UserPicker } from './UserPicker'

export const ASKED = [
  'since',
  'until',
  'actor_id',
  'action',
  'subject_kind',
  'subject_id',
  'what',
  'request_id',
] as const
export type AuditAsked = Partial<Record<(typeof ASKED)[number], string>>

const NOTHING = { refusal: undefined, fields: {}, present: undefined }

/** Day, person, act, subject, operation, request: whatever is filled in must fit. */
export function AuditQuestion(props: {
  asked: AuditAsked
  onAsk: (asked: Record<(typeof ASKED)[number], string | null>) => void
}) {
  const { asked, onAsk } = props
  const empty = Object.fromEntries(ASKED.map((name) => [name, null]))
  const form = useForm({
    since: asked.since ?? null,
    until: asked.until ?? null,
    actor_id: asked.actor_id ?? null,
    action: asked.action ?? null,
    subject_kind: asked.subject_kind ?? null,
    subject_id: asked.subject_id ?? '',
    what: asked.what ?? '',
    request_id: asked.request_id ?? '',
  })
  const kinds = [...new Set([...SUBJECTS, ...(asked.subject_kind ? [asked.subject_kind] : [])])]
  return (
    <Form
      form={form}
      submit={NOTHING}
      onSubmit={(values) =>
        onAsk({
          ...values,
          subject_id: values.subject_id.trim() || null,
          what: values.what.trim() || null,
          request_id: values.request_id.trim() || null,
        })
      }
      actions={
        <Row>
          <Button primary submit icon={IconSearch}>
            {t('find')}
          </Button>
          {Object.keys(asked).length > 0 && (
            <Button
              quiet
              onClick={() => onAsk(empty as Record<(typeof ASKED)[number], string | null>)}
            >
              {t('clear')}
            </Button>
          )}
        </Row>
      }
    >
      <div className={css.asked}>
        <DateField label={t('since')} past {...form.bind('since')} />
        <DateField label={t('until')} past {...form.bind('until')} />
        <UserPicker label={t('who')} {...form.bind('actor_id')} />
        <Select
          label={t('action')}
          choices={ACTIONS.map((value) => ({ value, label: actionName(value) }))}
          {...form.bind('action')}
        />
        <Select
          label={t('subjectKind')}
          choices={kinds.map((value) => ({ value, label: subjectName(value) }))}
          {...form.bind('subject_kind')}
        />
        <Field label={t('subjectId')} most={60} {...form.bind('subject_id')} />
        <Field label={t('what')} most={80} {...form.bind('what')} />
        <Field label={t('requestId')} most={40} {...form.bind('request_id')} />
      </div>
    </Form>
  )
}
