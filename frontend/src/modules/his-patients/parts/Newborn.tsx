import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPatientsShowOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsRegisterNewborn, hisPatientsSearch } from '@/kernel/api/sdk.gen'
import type { NewbornIn, PatientLine, PatientOut, Sex, SimilarOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Choose, DateField, Field, Form, NumberField, Picker, Row } from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'
import { Candidates } from './Candidates'

type Baby = {
  birth: string | null
  birth_time: string
  sex: Sex | null
  birth_order: number | null
  name: string
}

type Mother = Pick<PatientLine, 'id' | 'name' | 'code' | 'age'>

/** A newborn with his mother: address, telephone and people are hers. */
export function Newborn({
  motherId,
  onRegistered,
  onKnown,
  onCancel,
}: {
  motherId: string | undefined
  onRegistered: (patient: PatientOut) => void
  onKnown: (patientId: string) => void
  onCancel: () => void
}) {
  const given = useQuery({
    ...hisPatientsShowOptions({ path: { patient_id: motherId ?? '' } }),
    enabled: motherId !== undefined,
  })
  const [chosen, setChosen] = useState<Mother | null>(null)
  const mother: Mother | null = chosen ?? given.data ?? null
  const [others, setOthers] = useState<string[]>([])
  const form = useForm<Baby>({
    birth: today(),
    birth_time: '',
    sex: null,
    birth_order: 1,
    name: '',
  })
  const save = useSubmit(
    ({ id, body }: { id: string; body: NewbornIn }, headers) =>
      hisPatientsRegisterNewborn({ path: { patient_id: id }, body, headers }),
    { done: onRegistered },
  )
  const refused = save.refusal?.error === 'SimilarPatients'
  const candidates = refused ? ((save.refusal?.facts.candidates ?? []) as SimilarOut[]) : []
  return (
    <Form
      form={form}
      submit={refused ? { ...save, refusal: undefined } : save}
      onSubmit={(baby) => {
        if (!mother) return
        save.submit({
          id: mother.id,
          body: {
            birth: baby.birth ?? today(),
            birth_time: baby.birth_time || null,
            sex: baby.sex ?? 'unknown',
            birth_order: baby.birth_order ?? 1,
            name: baby.name.trim() || null,
            not_same_as: others,
          },
        })
      }}
      actions={
        <>
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('registerNewborn')}
          </Button>
          <Button quiet onClick={onCancel}>
            {t('stop')}
          </Button>
        </>
      }
    >
      <Row columns={3}>
        <Picker<Mother>
          label={t('mother')}
          required
          list="his.patients.mother"
          autoFocus={!motherId}
          value={mother}
          onChange={setChosen}
          search={(q, signal) =>
            hisPatientsSearch({ query: { q, limit: 8 }, signal }).then(({ data }) =>
              data.items.filter((each) => each.sex !== 'male'),
            )
          }
          line={(each) => ({
            key: each.id,
            name: each.name,
            extra: `${say(each.age)} · ${each.code}`,
          })}
        />
        <DateField label={t('birth')} required past {...form.bind('birth')} />
        <Field
          label={t('birthTime')}
          placeholder="07:45"
          keyboard="numeric"
          {...form.bind('birth_time')}
        />
      </Row>
      <Row columns={3}>
        <Choose<Sex>
          label={t('sex')}
          required
          choices={(['male', 'female', 'unknown'] as const).map((value) => ({
            value,
            label: t(value),
          }))}
          {...form.bind('sex')}
        />
        <NumberField label={t('birthOrder')} least={1} most={9} {...form.bind('birth_order')} />
        <Field label={t('babyName')} hint={t('babyNameHint')} {...form.bind('name')} />
      </Row>
      {candidates.length > 0 && (
        <Candidates
          of={candidates.map((each) => ({ ...each, likely: true }))}
          others={others}
          onSame={(each) => onKnown(each.id)}
          onOther={(id, other) =>
            setOthers((before) => (other ? [...before, id] : before.filter((x) => x !== id)))
          }
        />
      )}
    </Form>
  )
}
