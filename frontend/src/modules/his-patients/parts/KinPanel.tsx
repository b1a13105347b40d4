import { useState } from 'react'
import { hisPatientsAddKin, hisPatientsCorrectKin, hisPatientsEndKin } from '@/kernel/api/sdk.gen'
import type { KinIn, KinOut, PatientOut, Relation } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, Panel, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { Empty } from './Empty'
import { Ending } from './Ending'
import css from './record.module.css'

const RELATIONS: Relation[] = [
  'mother',
  'father',
  'guardian',
  'spouse',
  'child',
  'sibling',
  'other',
]

/** Relatives and guardians (thân nhân): whom to call, who decides. */
export function KinPanel({ of }: { of: PatientOut }) {
  const mayUpdate = useMay('his.patients.patient.update') && !of.masked
  const [open, setOpen] = useState<KinOut | 'new'>()
  const [ending, setEnding] = useState<KinOut>()
  return (
    <Panel
      title={t('kin')}
      flush
      actions={
        mayUpdate && (
          <Button small quiet onClick={() => setOpen('new')}>
            {t('add')}
          </Button>
        )
      }
    >
      {of.kin.length === 0 && <Empty>{t('noKin')}</Empty>}
      <ul className={css.list}>
        {of.kin.map((each) => (
          <li key={each.id}>
            <span className={css.text}>
              <b>{each.name}</b> · {t(each.relation)}
              {each.guardian && ` · ${t('isGuardian')}`}
              <small>{[each.phone, each.address].filter(Boolean).join(' · ')}</small>
            </span>
            {mayUpdate && (
              <>
                <Button small quiet onClick={() => setOpen(each)}>
                  {t('edit')}
                </Button>
                <Button small quiet onClick={() => setEnding(each)}>
                  {t('endIt')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {open && (
        <SidePanel open title={t('kin')} onClose={() => setOpen(undefined)}>
          <KinForm
            patientId={of.id}
            was={open === 'new' ? undefined : open}
            onDone={() => setOpen(undefined)}
          />
        </SidePanel>
      )}
      {ending && (
        <Ending
          title={t('endKin')}
          verb={t('endIt')}
          before={`${ending.name} · ${t(ending.relation)}`}
          after={t('ended')}
          send={(reason, headers) =>
            hisPatientsEndKin({
              path: { patient_id: of.id, kin_id: ending.id },
              body: { reason, version: ending.version },
              headers,
            })
          }
          onDone={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

type Typed = {
  name: string
  relation: Relation | null
  guardian: boolean
  phone: string
  cccd: string
  address: string
}

function KinForm({
  patientId,
  was,
  onDone,
}: {
  patientId: string
  was?: KinOut
  onDone: () => void
}) {
  const form = useForm<Typed>({
    name: was?.name ?? '',
    relation: was?.relation ?? null,
    guardian: was?.guardian ?? false,
    phone: was?.phone ?? '',
    cccd: was?.cccd ?? '',
    address: was?.address ?? '',
  })
  const save = useSubmit(
    (body: KinIn, headers) =>
      was
        ? hisPatientsCorrectKin({
            path: { patient_id: patientId, kin_id: was.id },
            body: { ...body, version: was.version },
            headers,
          })
        : hisPatientsAddKin({ path: { patient_id: patientId }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(values) =>
        save.submit({
          ...values,
          relation: values.relation ?? 'other',
          phone: values.phone.trim() || null,
          cccd: values.cccd.trim() || null,
          address: values.address.trim() || null,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Field label={t('kinName')} required autoFocus most={200} {...form.bind('name')} />
      <Select<Relation>
        label={t('relation')}
        required
        choices={RELATIONS.map((value) => ({ value, label: t(value) }))}
        {...form.bind('relation')}
      />
      <Field label={t('phone')} keyboard="tel" {...form.bind('phone')} />
      <Field label={t('cccd')} keyboard="numeric" {...form.bind('cccd')} />
      <Field label={t('address')} most={300} {...form.bind('address')} />
      <Check label={t('isGuardian')} {...form.bind('guardian')} />
    </Form>
  )
}
