import { type KeyboardEvent, useRef, useState } from 'react'
import { hisPatientsRegister, hisPatientsScan } from '@/kernel/api/sdk.gen'
import type { PatientIn, PatientOut, Relation, SimilarOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, Form, Row, Select, Stack } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { Candidates } from './Candidates'
import { CardFields } from './CardFields'
import { PersonFields } from './PersonFields'
import {
  type Conflict,
  documentsOf,
  isChild,
  isScan,
  kinOf,
  type Newcomer,
  NOBODY,
  particularsOf,
  withCard,
} from './particulars'
import { useSimilar } from './useSimilar'

export const DRAFT = 'his.patients.new'
const RELATIONS: Relation[] = [
  'mother',
  'father',
  'guardian',
  'spouse',
  'child',
  'sibling',
  'other',
]

type Props = {
  prefill: Partial<Newcomer>
  onRegistered: (patient: PatientOut) => void
  /** It was somebody known: his record, and what was on the form. */
  onKnown: (patientId: string, typed: Newcomer) => void
  onCancel: () => void
}

/** Register somebody new: a card fills it, duplicates show before anything is saved. */
export function Registration({ prefill, onRegistered, onKnown, onCancel }: Props) {
  const form = useForm<Newcomer>({ ...NOBODY, ...prefill }, { draft: DRAFT })
  const [others, setOthers] = useState<string[]>([])
  const [conflicts, setConflicts] = useState<Conflict[]>([])
  const [withKin, setWithKin] = useState(false)
  const [held, setHeld] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const { values } = form
  const { similar, warn } = useSimilar(values)
  const save = useSubmit((body: PatientIn, headers) => hisPatientsRegister({ body, headers }), {
    done: (patient) => {
      form.reset()
      onRegistered(patient)
    },
    refused: (refusal) => refusal.error === 'SimilarPatients' && look(),
  })
  const refused = save.refusal?.error === 'SimilarPatients'
  const late = refused ? ((save.refusal?.facts.candidates ?? []) as SimilarOut[]) : []
  const known = new Set(similar.map((each) => each.id))
  const all = [
    ...similar,
    ...late.filter((each) => !known.has(each.id)).map((each) => ({ ...each, likely: true })),
  ]
  const open = all.filter((each) => each.likely && !others.includes(each.id))

  /** Held until somebody has said "same" or "not the same": the first such button gets the focus. */
  function look() {
    setHeld(true)
    setTimeout(() => box.current?.querySelector<HTMLElement>('li[data-likely] button')?.focus())
  }

  function register(typed: Newcomer) {
    if (open.length) return look()
    save.submit({
      ...particularsOf(typed),
      documents: documentsOf(typed),
      kin: kinOf(typed),
      not_same_as: others,
      origin: typed.scanned ? 'scan' : 'hand',
    })
  }

  /** A second card, scanned into whatever field was in focus. */
  async function takeScan(event: KeyboardEvent<HTMLDivElement>) {
    const at = event.target
    if (event.key !== 'Enter' || !(at instanceof HTMLInputElement) || !isScan(at.value)) return
    event.preventDefault()
    event.stopPropagation()
    const field = at.name as keyof Newcomer
    const { data } = await hisPatientsScan({ body: { text: at.value } })
    const clean = { ...values, ...(field in values ? { [field]: NOBODY[field] } : {}) }
    const both = withCard(clean, data)
    setConflicts(both.conflicts)
    form.setAll(both.values)
  }

  return (
    <div ref={box} onKeyDownCapture={takeScan}>
      <Form
        form={form}
        submit={refused ? { ...save, refusal: undefined } : save}
        onSubmit={register}
        long
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy}>
              {t('register')}
            </Button>
            <Button
              quiet
              onClick={() => {
                form.reset()
                onCancel()
              }}
            >
              {t('stop')}
            </Button>
            {!withKin && !isChild(values.birth) && (
              <Button quiet onClick={() => setWithKin(true)}>
                {t('addKin')}
              </Button>
            )}
          </>
        }
      >
        <PersonFields form={form} autoFocus={!prefill.name} warn={warn}>
          <CardFields form={form} warn={warn} autoFocus={Boolean(prefill.name)} />
        </PersonFields>
        {(withKin || isChild(values.birth)) && (
          <Row columns={3}>
            <Field label={t('kinName')} most={200} {...form.bind('kin_name')} />
            <Select<Relation>
              label={t('relation')}
              choices={RELATIONS.map((value) => ({ value, label: t(value) }))}
              {...form.bind('kin_relation')}
            />
            <Field label={t('kinPhone')} keyboard="tel" {...form.bind('kin_phone')} />
          </Row>
        )}
        {conflicts.length > 0 && (
          <Alert weight="warning">
            {t('cardSays')}{' '}
            {conflicts.map((each) => `${t(each.field)}: ${words(each)}`).join(' · ')}
          </Alert>
        )}
        {all.length > 0 && (
          <Stack>
            {held && open.length > 0 && <Alert weight="warning">{t('held')}</Alert>}
            <Candidates
              of={all}
              others={others}
              onSame={(each) => {
                form.reset()
                onKnown(each.id, values)
              }}
              onOther={(id, other) =>
                setOthers((before) => (other ? [...before, id] : before.filter((x) => x !== id)))
              }
            />
          </Stack>
        )}
      </Form>
    </div>
  )
}

function words({ field, here, card }: Conflict): string {
  if (field === 'birth') return `${showDate(card)} ≠ ${showDate(here)}`
  if (field === 'sex') return `${t(card as 'male')} ≠ ${t(here as 'male')}`
  return `${card} ≠ ${here}`
}
