import { useState } from 'react'
import { lisQualityRecord } from '@/kernel/api/sdk.gen'
import type { ControlChartOut, ControlRunOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Dim, Field, NumberField, Panel, RefusalNote, Row, Stack } from '@/kernel/ui'
import { t } from '../text'
import { shown } from './state'

/** What each level read now; Enter goes on, the verdict stands there at once. */
export function RunPanel({ chart }: { chart: ControlChartOut }) {
  const may = useMay('lis.quality.control.run')
  const [values, setValues] = useState<Record<string, number | null>>({})
  const [note, setNote] = useState('')
  const [said, setSaid] = useState<ControlRunOut>()
  const record = useSubmit(
    (body: Parameters<typeof lisQualityRecord>[0]['body'], headers) =>
      lisQualityRecord({ body, headers }),
    {
      done: (run) => {
        setSaid(run)
        setValues({})
        setNote('')
      },
    },
  )
  const lots = chart.series.filter((each) => each.target && each.lot.active)
  if (!may || lots.length === 0) return null
  const filled = lots.filter((each) => typeof values[each.lot.id] === 'number')
  const send = () =>
    record.submit({
      test_code: chart.test_code,
      analyser: chart.analyser,
      note,
      values: filled.map((each) => ({
        lot_id: each.lot.id,
        value: String(values[each.lot.id]),
      })),
    })
  return (
    <Panel title={t('newRun')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (filled.length > 0) send()
        }}
      >
        <Stack>
          {said && <Said run={said} />}
          <RefusalNote of={record.refusal} />
          <Row columns={4}>
            {lots.map(({ lot, target }) => (
              <NumberField
                key={lot.id}
                label={`${t('level', { n: lot.level })} · ${lot.lot_number}`}
                hint={target ? `${shown(target.mean)} ± ${shown(target.sd)}` : undefined}
                unit={target?.unit}
                decimals={4}
                value={values[lot.id] ?? null}
                onChange={(value) => setValues((before) => ({ ...before, [lot.id]: value }))}
              />
            ))}
            <Field label={t('note')} value={note} onChange={setNote} most={500} />
          </Row>
          <Row>
            <Button primary submit hotkey="F9" busy={record.busy} off={filled.length === 0}>
              {t('judge')}
            </Button>
            <Dim>{t('newRunHint')}</Dim>
          </Row>
        </Stack>
      </form>
    </Panel>
  )
}

function Said({ run }: { run: ControlRunOut }) {
  const rules = [...new Set(run.broken.map((each) => each.rule))].join(', ')
  if (run.verdict === 'in') return <Alert weight="info">{t('ranIn')}</Alert>
  if (run.verdict === 'warning') {
    return <Alert weight="warning">{t('ranWarning', { rules })}</Alert>
  }
  return <Alert weight="stop">{t('ranOut', { rules })}</Alert>
}
