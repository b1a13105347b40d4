import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisOutpatientMeasuresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisOutpatientMeasure } from '@/kernel/api/sdk.gen'
import type { EncounterOut, MeasureOut, VisitOut, VitalOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { type Both, language, say } from '@/kernel/text'
import { Alert, Button, Dim, Form, NumberField, Panel, Row } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './vitals.module.css'

type Readings = Record<string, number | null>
type Doubt = { id: string; trouble: string; says: Both }

/** What was measured, and the form that measures: one field a sign, Enter goes on. */
export function VitalSigns({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const mayMeasure = useMay('his.outpatient.vitals.record')
  const [again, setAgain] = useState(false)
  const measures = useQuery({
    ...hisOutpatientMeasuresOptions(),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const open = encounter.state === 'waiting' || encounter.state === 'in_progress'
  const measuring = mayMeasure && open && (again || visit.vitals.length === 0)
  return (
    <Panel
      title={t('vitals')}
      actions={
        mayMeasure && open && !measuring ? (
          <Button small quiet onClick={() => setAgain(true)}>
            {t('takeAgain')}
          </Button>
        ) : undefined
      }
    >
      {visit.vitals.length > 0 && <Signs of={visit.vitals} />}
      {measuring && measures.data ? (
        <Measuring
          encounter={encounter}
          measures={measures.data.items}
          onDone={() => setAgain(false)}
        />
      ) : (
        visit.vitals.length === 0 && <Dim>{t('noVitals')}</Dim>
      )}
      {visit.earlier_vitals.length > 0 && (
        <details className={css.earlier}>
          <summary>{t('earlier')}</summary>
          <Signs of={visit.earlier_vitals} />
        </details>
      )}
    </Panel>
  )
}

function Signs({ of }: { of: VitalOut[] }) {
  const last = of[0]
  return (
    <>
      <ul className={css.signs}>
        {of.map((sign) => (
          <li key={sign.id} data-flag={sign.flag || undefined}>
            <span>{sign.name}</span>
            <b>
              {Number(sign.number).toLocaleString(language(), { useGrouping: false })}
              {sign.flag && ` ${sign.flag}`}
            </b>
            <small>{sign.shown_unit}</small>
          </li>
        ))}
      </ul>
      {last && <Dim>{t('measured', { at: showInstant(last.at), by: last.recorded_by_name })}</Dim>}
    </>
  )
}

function Measuring({
  encounter,
  measures,
  onDone,
}: {
  encounter: EncounterOut
  measures: MeasureOut[]
  onDone: () => void
}) {
  // Whoever does not examine came to measure: the first number can be typed at once.
  const measuresOnly = !useMay('his.outpatient.examination.write')
  const form = useForm<Readings>(Object.fromEntries(measures.map((each) => [each.id, null])), {
    draft: `his.outpatient.vitals:${encounter.id}`,
  })
  const save = useSubmit(
    ({ values, confirmed }: { values: Readings; confirmed: boolean }, headers) =>
      hisOutpatientMeasure({
        path: { encounter_id: encounter.id },
        body: {
          confirmed,
          readings: measures.flatMap((each) => {
            const value = values[each.id]
            return value === null || value === undefined
              ? []
              : [{ id: each.id as 'pulse', value: String(value) }]
          }),
        },
        headers,
      }),
    {
      done: () => {
        form.reset()
        onDone()
      },
    },
  )
  const doubts = (save.refusal?.facts.doubts ?? []) as Doubt[]
  const unusual = doubts.filter((each) => each.trouble === 'unusual')
  const cannotBe = doubts.filter((each) => each.trouble !== 'unusual')
  const fields = Object.fromEntries(cannotBe.map((each) => [each.id, say(each.says)]))
  const worryAbout = (id: string) => {
    const doubt = unusual.find((each) => each.id === id)
    return doubt && say(doubt.says)
  }
  const implausible = save.refusal?.error === 'VitalsNotPlausible'
  return (
    <Form
      form={form}
      submit={implausible ? { ...save, refusal: undefined, fields } : save}
      onSubmit={(values) => save.submit({ values, confirmed: false })}
      actions={
        <>
          <Button submit primary={encounter.state === 'waiting'} hotkey="F4" busy={save.busy}>
            {t('saveVitals')}
          </Button>
          {implausible && save.refusal?.facts.can_confirm === true && (
            <Button onClick={() => save.submit({ values: form.values, confirmed: true })}>
              {t('keepAnyway')}
            </Button>
          )}
        </>
      }
    >
      <Row columns={3}>
        {measures.map((each, index) => (
          <NumberField
            key={each.id}
            label={say(each.title)}
            unit={each.shown_unit}
            decimals={each.places}
            autoFocus={measuresOnly && index === 0}
            warn={worryAbout(each.id)}
            {...form.bind(each.id)}
          />
        ))}
      </Row>
      {unusual.length > 0 && (
        <Alert weight="warning">{unusual.map((each) => say(each.says)).join(' ')}</Alert>
      )}
    </Form>
  )
}
