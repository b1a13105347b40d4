import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useRef } from 'react'
import {
  hisEncountersHeaderOptions,
  hisEncountersHeaderQueryKey,
  hisOutpatientVisitOptions,
  hisOutpatientVisitQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisEncountersBegin, hisOutpatientPrintSummary } from '@/kernel/api/sdk.gen'
import type { EncounterOut, VisitOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Button,
  Page,
  PrintButton,
  RefusalNote,
  Stack,
  Status,
  type Tone,
  WorkPage,
} from '@/kernel/ui'
import { Amendments } from '../parts/Amendments'
import { Asking } from '../parts/Asking'
import { Closing, type Unsaved } from '../parts/Closing'
import { Diagnoses } from '../parts/Diagnoses'
import { ExamForm } from '../parts/ExamForm'
import { Glance } from '../parts/Glance'
import { Papers } from '../parts/Papers'
import { RoomProcedure } from '../parts/RoomProcedure'
import { VitalSigns } from '../parts/VitalSigns'
import { t } from '../text'

const TONE: Record<EncounterOut['state'], Tone> = {
  waiting: 'amber',
  in_progress: 'blue',
  closed: 'green',
  cancelled: 'grey',
}

export function Visit() {
  const { encounterId } = useParams({ strict: false }) as { encounterId: string }
  const path = { encounter_id: encounterId }
  const encounter = useQuery(hisEncountersHeaderOptions({ path }))
  const visit = useQuery(hisOutpatientVisitOptions({ path }))
  useLive(
    ['encounters', 'orders', 'results', 'consultations'],
    [hisEncountersHeaderQueryKey({ path }), hisOutpatientVisitQueryKey({ path })],
  )
  const failure = encounter.error ?? visit.error
  if (failure) return <RefusalNote of={refusalOf(failure)} />
  if (!encounter.data || !visit.data) return null
  return <Work encounter={encounter.data} visit={visit.data} />
}

function Work({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const mayWrite = useMay('his.outpatient.examination.write')
  const mayPrint = useMay('his.outpatient.summary.print')
  const unsaved: Unsaved = useRef(null)
  const ids = { encounterId: encounter.id, patientId: encounter.patient.id }
  const begin = useSubmit((id: string, headers) =>
    hisEncountersBegin({ path: { encounter_id: id }, headers }),
  )
  return (
    <Page
      title={`${t('exam')} ${encounter.code}`}
      detail={<Status tone={TONE[encounter.state]}>{t(encounter.state)}</Status>}
      banner={<Slot name="patient.banner" patientId={encounter.patient.id} />}
      actions={
        <>
          {mayWrite && encounter.state === 'waiting' && (
            <Button
              primary
              hotkey="F8"
              busy={begin.busy}
              onClick={() => begin.submit(encounter.id)}
            >
              {t('begin')}
            </Button>
          )}
          {mayPrint && (
            <PrintButton
              pdf={() =>
                hisOutpatientPrintSummary({
                  path: { encounter_id: encounter.id },
                  query: { language: language() },
                  parseAs: 'blob',
                }).then((answer) => answer.data as Blob)
              }
            >
              {t('print')}
            </PrintButton>
          )}
        </>
      }
    >
      <RefusalNote of={begin.refusal} />
      <WorkPage
        known={{
          title: t('known'),
          show: (
            <Stack>
              <Glance known={visit.known} />
              <Slot name="patient.panel" patientId={encounter.patient.id} />
            </Stack>
          ),
        }}
        now={{
          title: t('now'),
          show: (
            <Stack>
              <VitalSigns encounter={encounter} visit={visit} />
              {encounter.state === 'waiting' && mayWrite && (
                <Alert weight="info">{t('waitingNote')}</Alert>
              )}
              <ExamForm
                key={encounter.id}
                encounter={encounter}
                visit={visit}
                unsaved={unsaved}
                off={!mayWrite || encounter.state !== 'in_progress'}
              />
              {encounter.state === 'in_progress' && mayWrite && (
                <RoomProcedure encounterId={encounter.id} />
              )}
              <Asking encounter={encounter} visit={visit} />
              <Slot name="encounter.panel" {...ids} />
            </Stack>
          ),
        }}
        out={{
          title: t('out'),
          show: (
            <Stack>
              <Diagnoses
                encounter={encounter}
                visit={visit}
                off={!mayWrite || encounter.state !== 'in_progress'}
              />
              <Slot name="encounter.out" {...ids} />
              <Papers encounter={encounter} visit={visit} />
              <Closing encounter={encounter} visit={visit} unsaved={unsaved} />
              <Amendments encounter={encounter} visit={visit} />
            </Stack>
          ),
        }}
      />
    </Page>
  )
}
