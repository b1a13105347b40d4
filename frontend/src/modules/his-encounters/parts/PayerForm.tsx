import { useEffect, useRef, useState } from 'react'
import { hisEncountersChange } from '@/kernel/api/sdk.gen'
import type {
  EncounterChangeIn,
  EncounterOut,
  Payer,
  Priority,
  VisitType,
} from '@/kernel/api/types.gen'
import { rebased, useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Facts, Field, Form, Select } from '@/kernel/ui'
import { t } from '../text'
import { PAYERS, PRIORITIES, TYPES } from './state'

type Typed = {
  payer: Payer | null
  visit_type: VisitType | null
  priority: Priority | null
  reason: string
}

function typedOf({ payer, visit_type, priority, reason }: EncounterOut): Typed {
  return { payer, visit_type, priority, reason }
}

/** Payer, kind, priority and reason, as the desk should have had them. */
export function PayerForm({ of, onDone }: { of: EncounterOut; onDone: () => void }) {
  const [base] = useState(of)
  const form = useForm<Typed>(typedOf(base))
  const save = useSubmit(
    (body: EncounterChangeIn, headers) =>
      hisEncountersChange({ path: { encounter_id: base.id }, body, headers }),
    { done: onDone },
  )
  const seen = save.present as EncounterOut | undefined
  const from = useRef(base)
  const { values, setAll } = form
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer of "somebody saved first"
  useEffect(() => {
    if (!seen) return
    setAll(rebased(values, typedOf(from.current), typedOf(seen)))
    from.current = seen
  }, [seen?.version])
  return (
    <Form
      form={form}
      submit={save}
      showPresent={() =>
        seen && (
          <Facts
            of={[
              { label: t('payer'), value: t(seen.payer) },
              { label: t('visitType'), value: t(seen.visit_type) },
              { label: t('priority'), value: t(seen.priority) },
              { label: t('reason'), value: seen.reason || null },
              { label: t('state'), value: t(seen.state) },
            ]}
          />
        )
      }
      onSubmit={({ payer, visit_type, priority, reason }) =>
        save.submit({
          payer: payer ?? base.payer,
          visit_type: visit_type ?? base.visit_type,
          priority: priority ?? base.priority,
          reason: reason.trim(),
          version: seen?.version ?? base.version,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Choose<Payer>
        label={t('payer')}
        choices={PAYERS.map((value) => ({ value, label: t(value) }))}
        {...form.bind('payer')}
      />
      <Select<VisitType>
        label={t('visitType')}
        choices={TYPES.map((value) => ({ value, label: t(value) }))}
        {...form.bind('visit_type')}
      />
      <Select<Priority>
        label={t('priority')}
        choices={PRIORITIES.map((value) => ({ value, label: t(value) }))}
        {...form.bind('priority')}
      />
      <Field label={t('reason')} most={500} {...form.bind('reason')} />
    </Form>
  )
}
