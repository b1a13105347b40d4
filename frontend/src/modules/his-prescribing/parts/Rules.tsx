import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisPrescribingAllRulesOptions,
  hisPrescribingDecisionsOptions,
  hisPrescribingDryRunOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisPrescribingDecide } from '@/kernel/api/sdk.gen'
import type { AlertRuleOut, AlertSeverity, RuleDecisionIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  Check,
  Choose,
  DateField,
  Dim,
  Facts,
  Field,
  Form,
  Panel,
  SidePanel,
  Stack,
  Status,
  Table,
  type Tone,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { s } from '../safetyText'

const TONE: Record<AlertSeverity, Tone> = { stop: 'red', warning: 'amber', info: 'blue' }
const ORDER: AlertSeverity[] = ['stop', 'warning', 'info']

/** Every rule, its level, and how often doctors override it: noise shows here first. */
export function Rules() {
  const found = useQuery(hisPrescribingAllRulesOptions())
  const [open, setOpen] = useState<AlertRuleOut>()
  return (
    <Awaited of={found}>
      {({ items }) => (
        <>
          <Table<AlertRuleOut>
            label={s('rules')}
            rows={items}
            keyOf={(row) => row.id}
            onOpen={setOpen}
            columns={[
              { head: s('rule'), show: (row) => say(row.title), phone: 'title' },
              {
                head: s('level'),
                show: (row) =>
                  row.is_on ? (
                    <Status tone={TONE[row.severity]}>{s(row.severity)}</Status>
                  ) : (
                    <Status tone="grey">{s('off')}</Status>
                  ),
              },
              { head: s('law'), show: (row) => (row.law ? s('law') : ''), phone: 'hide' },
              { head: s('shown'), show: (row) => row.shown, align: 'right' },
              { head: s('heeded'), show: (row) => percent(row.heeded, row), align: 'right' },
              { head: s('rate'), show: (row) => percent(row.overridden, row), align: 'right' },
            ]}
          />
          {open && <OneRule rule={open} onClose={() => setOpen(undefined)} />}
        </>
      )}
    </Awaited>
  )
}

function percent(count: number, { shown, noted }: AlertRuleOut): string {
  const asked = shown - noted
  return asked > 0 ? `${count} (${Math.round((100 * count) / asked)} %)` : '–'
}

function OneRule({ rule, onClose }: { rule: AlertRuleOut; onClose: () => void }) {
  const mayDecide = useMay('his.prescribing.rule.decide')
  const history = useQuery(hisPrescribingDecisionsOptions({ path: { rule: rule.id } }))
  const form = useForm<RuleDecisionIn>({
    is_on: rule.is_on,
    severity: rule.severity,
    valid_from: today(),
    reason: '',
  })
  const decide = useSubmit(
    (body: RuleDecisionIn, headers) =>
      hisPrescribingDecide({ path: { rule: rule.id }, body, headers }),
    { done: onClose },
  )
  const choices = ORDER.slice(ORDER.indexOf(rule.most)).map((value) => ({ value, label: s(value) }))
  return (
    <SidePanel open title={say(rule.title)} onClose={onClose}>
      <Stack>
        {mayDecide && <Trial rule={rule.id} severity={form.values.severity} />}
        {mayDecide && !rule.law && (
          <Form
            form={form}
            submit={decide}
            onSubmit={decide.submit}
            actions={
              <Button primary submit hotkey="F9" busy={decide.busy}>
                {s('decide')}
              </Button>
            }
          >
            <Check label={s('ruleOn')} {...form.bind('is_on')} />
            <Choose<AlertSeverity>
              label={s('most')}
              choices={choices}
              value={form.values.severity}
              onChange={(level) => level && form.set('severity', level)}
            />
            <DateField
              label={s('from')}
              required
              value={form.values.valid_from}
              onChange={(day) => form.set('valid_from', day ?? '')}
            />
            <Field label={s('reason')} required lines={2} most={500} {...form.bind('reason')} />
          </Form>
        )}
        <Panel title={s('history')}>
          <Awaited of={history}>
            {({ items }) => (
              <ul>
                {items.map((each) => (
                  <li key={each.approved_at}>
                    {showDate(each.valid_from)}: {each.is_on ? s(each.severity) : s('off')} ·{' '}
                    {each.reason} <Dim>{each.approved_by_name}</Dim>
                  </li>
                ))}
              </ul>
            )}
          </Awaited>
        </Panel>
      </Stack>
    </SidePanel>
  )
}

/** What the rule would have said of last month's prescriptions, before it is switched. */
function Trial({ rule, severity }: { rule: string; severity: AlertSeverity }) {
  const found = useQuery(hisPrescribingDryRunOptions({ path: { rule }, query: { severity } }))
  return (
    <Panel title={s('trial')}>
      <Awaited of={found}>
        {(trial) => (
          <>
            <Facts
              of={[
                { label: s('prescriptions'), value: trial.prescriptions },
                { label: s('hit'), value: trial.hit },
                {
                  label: s('alerts'),
                  value: `${trial.alerts} (${trial.stops} ${s('stop')}, ${trial.warnings} ${s('warning')}, ${trial.infos} ${s('info')})`,
                },
                { label: s('rate'), value: trial.overridden },
              ]}
            />
            <ul>
              {trial.examples.map((each, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only shown
                <li key={index}>
                  <Dim>{each.code}</Dim> {say(each.says)}
                </li>
              ))}
            </ul>
          </>
        )}
      </Awaited>
    </Panel>
  )
}
