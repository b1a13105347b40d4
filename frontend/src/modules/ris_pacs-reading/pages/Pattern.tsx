import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsReadingDisplayChecksOptions,
  risPacsReadingPatternOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsReadingCheckDisplay, risPacsReadingPrintDisplayLog } from '@/kernel/api/sdk.gen'
import type { DisplayCheckIn, DisplayCheckOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Button,
  Check,
  Dim,
  Field,
  Page,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  Stack,
  Status,
  Table,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { TestPattern } from '../parts/TestPattern'
import { s } from '../textDesk'

/** The test pattern, what to look at, and the log of this screen. */
export function Pattern() {
  const { displayId = '' } = useParams({ strict: false })
  const path = { display_id: displayId }
  const criteria = useQuery(risPacsReadingPatternOptions())
  const log = useQuery(risPacsReadingDisplayChecksOptions({ path }))
  const mayCheck = useMay('ris_pacs.reading.display.check')
  const [shown, setShown] = useState(false)
  const [items, setItems] = useState<Record<string, boolean>>({})
  const [darkest, setDarkest] = useState('')
  const [brightest, setBrightest] = useState('')
  const [note, setNote] = useState('')
  const keep = useSubmit(
    (body: DisplayCheckIn, headers) => risPacsReadingCheckDisplay({ path, body, headers }),
    { done: () => setItems({}) },
  )
  const send = () =>
    keep.submit({
      items,
      darkest,
      brightest,
      note,
      width: Math.round(window.screen.width * window.devicePixelRatio),
      height: Math.round(window.screen.height * window.devicePixelRatio),
      ratio: String(window.devicePixelRatio).slice(0, 10),
    })
  const rows = log.data?.items ?? []
  return (
    <Page
      title={s('pattern')}
      actions={
        rows.length > 0 && (
          <PrintButton
            title={s('printLog')}
            pdf={() =>
              risPacsReadingPrintDisplayLog({
                path,
                query: { language: language() },
                parseAs: 'blob',
              }).then((answer) => answer.data as Blob)
            }
          >
            {s('printLog')}
          </PrintButton>
        )
      }
      narrow
    >
      <Stack>
        <Panel title={s('pattern')}>
          <Stack>
            <Row>
              <Button hotkey="Alt+T" onClick={() => setShown(true)}>
                {s('showPattern')}
              </Button>
              <Dim>{s('patternHint')}</Dim>
            </Row>
            <RefusalNote of={keep.refusal} />
            {mayCheck &&
              criteria.data?.items.map((each) => (
                <Check
                  key={each.id}
                  label={each.says[language()]}
                  value={items[each.id] ?? false}
                  onChange={(seen) => setItems({ ...items, [each.id]: seen })}
                />
              ))}
            {mayCheck && (
              <>
                <Row columns={2}>
                  <Field label={s('darkest')} most={20} value={darkest} onChange={setDarkest} />
                  <Field
                    label={s('brightest')}
                    most={20}
                    value={brightest}
                    onChange={setBrightest}
                  />
                </Row>
                <Field label={s('note')} most={1000} value={note} onChange={setNote} />
                <Button primary hotkey="F9" busy={keep.busy} onClick={send}>
                  {s('keepCheck')}
                </Button>
              </>
            )}
          </Stack>
        </Panel>
        <Panel title={s('log')} flush>
          <Table<DisplayCheckOut>
            label={s('log')}
            rows={rows}
            keyOf={(row) => row.id}
            columns={[
              { head: s('at'), phone: 'title', nowrap: true, show: (row) => showInstant(row.at) },
              { head: s('by'), show: (row) => row.by_name },
              {
                head: s('result'),
                nowrap: true,
                show: (row) => (
                  <Status tone={row.passed ? 'green' : 'red'}>
                    {s(row.passed ? 'passed' : 'failed')}
                  </Status>
                ),
              },
              {
                head: 'cd/m²',
                nowrap: true,
                show: (row) => [row.darkest, row.brightest].filter(Boolean).join(' – '),
              },
              { head: s('note'), show: (row) => row.note },
            ]}
          />
        </Panel>
      </Stack>
      {shown && <TestPattern onEnd={() => setShown(false)} />}
    </Page>
  )
}
