import { useEffect, useRef, useState } from 'react'
import { hisPatientsUpdate } from '@/kernel/api/sdk.gen'
import type { PatientChange, PatientOut } from '@/kernel/api/types.gen'
import { rebased, useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Check, Facts, Field, Form, Panel, Row } from '@/kernel/ui'
import { IconEdit } from '@/kernel/ui/icons'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import { PersonFields } from './PersonFields'
import { type Person, particularsOf, personOf } from './particulars'
import css from './record.module.css'

/** Who he is (hành chính), and correcting it. */
export function Particulars({ of }: { of: PatientOut }) {
  const mayUpdate = useMay('his.patients.patient.update')
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <Panel title={t('particulars')}>
        <Editing of={of} onDone={() => setEditing(false)} />
      </Panel>
    )
  }
  return (
    <Panel
      title={t('particulars')}
      actions={
        mayUpdate &&
        !of.masked && (
          <Button small quiet icon={IconEdit} hotkey="Alt+E" onClick={() => setEditing(true)}>
            {t('edit')}
          </Button>
        )
      }
    >
      <Facts of={facts(of)} />
      <p className={css.since}>
        {t('registeredAt', {
          at: showInstant(of.registered_at, 'date'),
          how: t(`by_${of.origin}`),
        })}
        {of.merged_codes.length > 0 && ` · ${t('alsoCode', { codes: of.merged_codes.join(', ') })}`}
      </p>
    </Panel>
  )
}

function facts(of: PatientOut) {
  const place = [of.street, of.commune_name, of.province_name].filter(Boolean).join(', ')
  return [
    { label: t('name'), value: of.name },
    {
      label: t('birth'),
      value: of.birth && [showDate(of.birth), of.birth_time].filter(Boolean).join(' '),
    },
    { label: t('sex'), value: t(of.sex) },
    { label: t('phone'), value: of.phone },
    { label: t('address'), value: place || null },
    { label: t('ethnic_group'), value: of.ethnic_group_name },
    { label: t('nationality'), value: of.nationality_name },
    { label: t('occupation'), value: of.occupation_name },
    { label: t('workplace'), value: of.workplace || null },
    ...(of.deceased_at ? [{ label: t('deceased'), value: showInstant(of.deceased_at) }] : []),
  ]
}

type Edited = Person & { unknown: boolean; birth_time: string }

function editedOf(of: PatientOut): Edited {
  return { ...personOf(of), unknown: of.unknown, birth_time: of.birth_time ?? '' }
}

function Editing({ of, onDone }: { of: PatientOut; onDone: () => void }) {
  const [base] = useState(of) // what he saw when he began; a newer one must not slip in unseen
  const form = useForm<Edited>(editedOf(base), {
    draft: `his.patients.edit:${base.id}:${base.version}`,
  })
  const save = useSubmit(
    (body: PatientChange, headers) =>
      hisPatientsUpdate({ path: { patient_id: base.id }, body, headers }),
    {
      done: () => {
        form.reset()
        onDone()
      },
    },
  )
  const seen = save.present as PatientOut | undefined
  const from = useRef(base)
  const { values, setAll } = form
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer of "somebody saved first"
  useEffect(() => {
    if (!seen) return
    setAll(rebased(values, editedOf(from.current), editedOf(seen)))
    from.current = seen
  }, [seen?.version])
  return (
    <Form
      form={form}
      submit={save}
      long
      showPresent={() => seen && <Changed before={base} now={seen} />}
      onSubmit={(values) =>
        save.submit({
          ...particularsOf(values),
          birth_time: values.birth_time || null,
          unknown: values.unknown,
          deceased_at: base.deceased_at,
          version: seen?.version ?? base.version,
        })
      }
      actions={
        <>
          <Button primary submit hotkey="F9" busy={save.busy}>
            {seen ? t('saveMine') : t('save')}
          </Button>
          <Button
            quiet
            onClick={() => {
              form.reset()
              onDone()
            }}
          >
            {t('stop')}
          </Button>
        </>
      }
    >
      {base.unknown && (
        <Alert weight="info">
          <Check
            label={t('stillUnknown')}
            value={form.values.unknown}
            onChange={(unknown) => form.set('unknown', unknown)}
          />
        </Alert>
      )}
      <PersonFields form={form} autoFocus birthOptional={form.values.unknown}>
        <Row columns={3}>
          <Field label={t('phone')} keyboard="tel" {...form.bind('phone')} />
          {(base.newborn_of || base.birth_time) && (
            <Field label={t('birthTime')} placeholder="07:45" {...form.bind('birth_time')} />
          )}
        </Row>
      </PersonFields>
    </Form>
  )
}

/** Only what the other person changed. */
function Changed({ before, now }: { before: PatientOut; now: PatientOut }) {
  const was = new Map(facts(before).map(({ label, value }) => [label, value]))
  const other = facts(now).filter(({ label, value }) => was.get(label) !== value)
  return <Facts of={other} />
}
