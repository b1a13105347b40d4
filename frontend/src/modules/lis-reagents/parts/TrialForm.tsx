import { useState } from 'react'
import { lisReagentsAttempt } from '@/kernel/api/sdk.gen'
import type { ReagentLotDetailOut, ReagentTrialIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, NumberField, RefusalNote, Row, Select, Stack } from '@/kernel/ui'
import { t } from '../text'
import { pairsRead } from './state'

/** The same samples by both lots, typed or pasted, a line a sample. */
export function TrialForm(props: { detail: ReagentLotDetailOut; onDone: () => void }) {
  const { lot, tests, untried } = props.detail
  const [test, setTest] = useState<string | null>(untried[0] ?? tests[0] ?? null)
  const [text, setText] = useState('')
  const [limit, setLimit] = useState<number | null>(null)
  const [analyser, setAnalyser] = useState('')
  const pairs = pairsRead(text)
  const save = useSubmit(
    (body: ReagentTrialIn, headers) =>
      lisReagentsAttempt({ path: { lot_id: lot.id }, body, headers }),
    { done: props.onDone },
  )
  return (
    <Stack>
      <Select
        label={t('test')}
        choices={tests.map((value) => ({ value, label: value }))}
        value={test}
        onChange={setTest}
      />
      <Field
        label={t('pairs')}
        hint={t('trialHint')}
        lines={6}
        most={4000}
        value={text}
        onChange={setText}
      />
      <Row columns={2}>
        <NumberField label={t('limit')} unit="%" decimals={2} value={limit} onChange={setLimit} />
        <Field label={t('analyser')} most={60} value={analyser} onChange={setAnalyser} />
      </Row>
      <RefusalNote of={save.refusal} />
      <Row>
        <Button
          primary
          busy={save.busy}
          off={!test || !pairs?.length}
          onClick={() =>
            test &&
            pairs &&
            save.submit({
              test_code: test,
              analyser,
              pairs,
              limit_percent: limit === null ? null : String(limit),
            })
          }
        >
          {t('save')}
        </Button>
      </Row>
    </Stack>
  )
}
