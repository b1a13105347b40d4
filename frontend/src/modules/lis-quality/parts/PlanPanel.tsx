import { useState } from 'react'
import { lisQualitySetPlan } from '@/kernel/api/sdk.gen'
import type { ControlChartOut, ControlPlanIn, ControlRuleOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Check, Form, NumberField, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import css from './quality.module.css'

type Act = ControlRuleOut['act']
const ACTS: Act[] = ['reject', 'warn', 'off']

/** The rules of a test, how often it is controlled, whether it is locked. */
export function PlanPanel({ of, onClose }: { of: ControlChartOut; onClose: () => void }) {
  const { plan } = of
  const [rules, setRules] = useState(plan.rules)
  const form = useForm({
    every_hours: plan.every_hours,
    locks: plan.locks,
    overdue_locks: plan.overdue_locks,
    allowed_error: plan.allowed_error === null ? null : Number(plan.allowed_error),
  })
  const save = useSubmit(
    (body: ControlPlanIn, headers) =>
      lisQualitySetPlan({ path: { plan_id: plan.id }, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('planOf', { test: of.test_name })} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={(values) =>
          save.submit({
            ...values,
            allowed_error: values.allowed_error === null ? null : String(values.allowed_error),
            version: plan.version,
            rules: rules.map(({ rule, act }) => ({ rule, act })),
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <NumberField
          label={t('everyHours')}
          unit={t('hours')}
          least={1}
          most={744}
          {...form.bind('every_hours')}
        />
        <NumberField
          label={t('allowedError')}
          unit="%"
          decimals={2}
          {...form.bind('allowed_error')}
        />
        <Check label={t('locks')} {...form.bind('locks')} />
        <Check label={t('overdueLocks')} {...form.bind('overdue_locks')} />
        <div className={css.rules}>
          {rules.map(({ rule, act, says }) => (
            <RuleLine
              key={rule}
              rule={rule}
              says={say(says)}
              act={act}
              onChange={(next) =>
                setRules((before) =>
                  before.map((each) => (each.rule === rule ? { ...each, act: next } : each)),
                )
              }
            />
          ))}
        </div>
      </Form>
    </SidePanel>
  )
}

function RuleLine(props: { rule: string; says: string; act: Act; onChange: (act: Act) => void }) {
  return (
    <>
      <strong>{props.rule}</strong>
      <span>{props.says}</span>
      <select
        aria-label={`${props.rule}: ${props.says}`}
        value={props.act}
        onChange={(event) => props.onChange(event.currentTarget.value as Act)}
      >
        {ACTS.map((act) => (
          <option key={act} value={act}>
            {t(act)}
          </option>
        ))}
      </select>
    </>
  )
}
