import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsReadingReaderProfileOptions,
  risPacsReadingReadersOptions,
  risPacsReadingReadingPageOptions,
  risPacsReadingReadingPageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  risPacsReadingAssign,
  risPacsReadingPrintReport,
  risPacsReadingReadingList,
  risPacsReadingTake,
} from '@/kernel/api/sdk.gen'
import type { ExamReadingOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Awaited,
  Button,
  Page,
  PrintButton,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
  WorkPage,
} from '@/kernel/ui'
import { Editor } from '../parts/Editor'
import { Known } from '../parts/Known'
import { Calls, Versions } from '../parts/Outgoing'
import { Seconds } from '../parts/Seconds'
import { After, Sending } from '../parts/Sending'
import { Touched } from '../parts/Touched'
import { useDraft } from '../parts/useDraft'
import { t } from '../text'
import { State } from './ReadingList'

/** One exam: what is known, the report, what comes of it. */
export function Reading() {
  const { readingId = '' } = useParams({ strict: false })
  const path = { reading_id: readingId }
  const found = useQuery(risPacsReadingReadingPageOptions({ path }))
  useLive(['reading', 'critical'], [risPacsReadingReadingPageQueryKey({ path })])
  return (
    <Awaited of={found}>
      {(whole) => <Whole key={`${whole.line.id} ${whole.line.state}`} of={whole} />}
    </Awaited>
  )
}

function Whole({ of }: { of: ExamReadingOut }) {
  const { line } = of
  const draft = useDraft(of)
  const mayWrite = useMay('ris_pacs.reading.report.write')
  const mayPrint = useMay('ris_pacs.reading.form.print')
  const [assigns, setAssigns] = useState(false)
  const mayAssign = useMay('ris_pacs.reading.reading.assign')
  const path = { reading_id: line.id }
  const navigate = useNavigate()
  const profile = useQuery(risPacsReadingReaderProfileOptions())
  const layout = profile.data?.layout
  const goOn = async () => {
    if (!layout?.next) return
    const waiting = await risPacsReadingReadingList({ query: { view: 'waiting', limit: 2 } })
    const next = waiting.data.items.find((each) => each.id !== line.id)
    if (next) navigate({ to: `/imaging/reading/${next.id}` })
  }
  const take = useSubmit((_: null, headers) => risPacsReadingTake({ path, headers }))
  const open = ['unread', 'assigned', 'draft', 'preliminary', 'retracted'].includes(line.state)
  const writes = of.may_write || (of.may_sign && open)
  const standing = of.versions.length > 0 && of.versions.at(-1)?.kind !== 'retraction'
  return (
    <Page
      title={line.service_name}
      detail={<State of={line} />}
      banner={<Slot name="patient.banner" patientId={line.patient_id} />}
      actions={
        <>
          {mayPrint && standing && (
            <PrintButton
              title={t('print')}
              pdf={() =>
                risPacsReadingPrintReport({
                  path,
                  query: { language: language() },
                  parseAs: 'blob',
                }).then((answer) => answer.data as Blob)
              }
            >
              {t('print')}
            </PrintButton>
          )}
          {open && mayAssign && <Button onClick={() => setAssigns(true)}>{t('assign')}</Button>}
          {open && mayWrite && (!line.reader_id || !of.may_write) && (
            <Button busy={take.busy} onClick={() => take.submit(null)}>
              {t(line.reader_id ? 'takeOver' : 'take')}
            </Button>
          )}
          <After of={of} />
        </>
      }
    >
      <Stack>
        <RefusalNote of={take.refusal} />
        <Touched of={of} />
        {line.moved_at && !line.touched_at && <Alert weight="warning">{t('moved')}</Alert>}
        {line.state === 'retracted' && (
          <Alert weight="warning">{t('retracted', { why: of.reason })}</Alert>
        )}
        {open && mayWrite && !of.may_write && line.reader_id && (
          <Alert weight="info">{t('heldBy', { by: line.reader_name })}</Alert>
        )}
        <WorkPage
          known={{ title: t('known'), show: <Known of={of} priors={layout?.priors ?? true} /> }}
          now={{
            title: t('report'),
            show: writes ? (
              <Editor of={of} draft={draft} size={layout?.text_size ?? 14} />
            ) : (
              <Versions of={of} />
            ),
          }}
          out={{
            title: t('outcome'),
            show: (
              <Stack>
                <Calls of={of} />
                {writes && <Sending of={of} draft={draft} onSigned={goOn} />}
                {writes && <Versions of={of} />}
                <Seconds of={of} />
                {standing && <Slot name="document.links" documentId={line.order_id} />}
              </Stack>
            ),
          }}
        />
      </Stack>
      {assigns && <Assigning of={of} onClose={() => setAssigns(false)} />}
    </Page>
  )
}

function Assigning({ of, onClose }: { of: ExamReadingOut; onClose: () => void }) {
  const readers = useQuery(risPacsReadingReadersOptions())
  const [reader, setReader] = useState(of.line.reader_id)
  const give = useSubmit(
    (reader_id: string | null, headers) =>
      risPacsReadingAssign({ path: { reading_id: of.line.id }, body: { reader_id }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('assign')} onClose={onClose}>
      <RefusalNote of={give.refusal} />
      <Select
        label={t('reader')}
        value={reader}
        onChange={setReader}
        choices={(readers.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))}
      />
      <Button
        primary
        hotkey="F9"
        busy={give.busy}
        off={!reader}
        onClick={() => give.submit(reader)}
      >
        {t('assign')}
      </Button>
      {of.line.reader_id && (
        <Button busy={give.busy} onClick={() => give.submit(null)}>
          {t('giveBack')}
        </Button>
      )}
    </SidePanel>
  )
}
