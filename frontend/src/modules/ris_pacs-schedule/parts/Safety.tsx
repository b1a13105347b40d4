import { useState } from 'react'
import { risPacsScheduleAnswerSafety } from '@/kernel/api/sdk.gen'
import type { ExamSafetyIn, ImagingExamWholeOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Check,
  Choose,
  Dim,
  Field,
  Panel,
  RefusalNote,
  Stack,
  Time,
} from '@/kernel/ui'
import { t } from '../text'

type Said = 'yes' | 'no' | 'unknown'

/** What is asked before the exam, and what the answers mean. */
export function Safety({ of, onDone }: { of: ImagingExamWholeOut; onDone: () => void }) {
  const { safety, exam } = of
  const mayWork = useMay('ris_pacs.schedule.exam.work')
  const mayOverride = useMay('ris_pacs.schedule.exam.protocol')
  const [answers, setAnswers] = useState<Record<string, Said>>(
    Object.fromEntries(
      safety.questions.filter((q) => q.answer).map((q) => [q.id, q.answer as Said]),
    ),
  )
  const [consent, setConsent] = useState(safety.consent)
  const [overridden, setOverridden] = useState(safety.overridden)
  const save = useSubmit(
    (body: ExamSafetyIn, headers) =>
      risPacsScheduleAnswerSafety({ path: { exam_id: exam.id }, body, headers }),
    { done: onDone },
  )
  const open = !['done', 'cancelled', 'replaced'].includes(exam.state)
  const stops = safety.concerns.some((each) => each.stops)
  return (
    <Panel title={t('safety')}>
      <Stack>
        {safety.concerns.map((each) => (
          <Alert key={each.id} weight={each.stops && !safety.overridden ? 'stop' : 'warning'}>
            {say(each.says)}
          </Alert>
        ))}
        {safety.egfr && (
          <Dim>
            {t('egfr')} {Math.round(Number(safety.egfr))}{' '}
            {safety.egfr_at && <Time at={safety.egfr_at} />}
          </Dim>
        )}
        {safety.questions.length === 0 && !safety.needs_consent && <Dim>{t('noQuestions')}</Dim>}
        {safety.questions.map((each) => (
          <Choose<Said>
            key={each.id}
            label={say(each.asks)}
            off={!mayWork || !open}
            value={answers[each.id] ?? null}
            onChange={(value) => value && setAnswers({ ...answers, [each.id]: value })}
            choices={[
              { value: 'no', label: t('no') },
              { value: 'yes', label: t('yes') },
              { value: 'unknown', label: t('unknown') },
            ]}
          />
        ))}
        {safety.needs_consent && (
          <Check label={t('consent')} value={consent} onChange={setConsent} />
        )}
        {stops && mayOverride && open && (
          <Field label={t('override')} lines={2} value={overridden} onChange={setOverridden} />
        )}
        {safety.at && (
          <Dim>
            {t('answeredBy')} {safety.by}, <Time at={safety.at} />
          </Dim>
        )}
        <RefusalNote of={save.refusal} />
        {mayWork && open && (safety.questions.length > 0 || safety.needs_consent) && (
          <Button
            hotkey="Alt+S"
            busy={save.busy}
            onClick={() => save.submit({ answers, consent, overridden })}
          >
            {t('save')}
          </Button>
        )}
      </Stack>
    </Panel>
  )
}
