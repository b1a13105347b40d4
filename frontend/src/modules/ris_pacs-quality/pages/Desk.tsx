import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  risPacsQualityStudyOptions,
  risPacsQualityStudyQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsQualityPackStudy } from '@/kernel/api/sdk.gen'
import type { CorrectionOut, DeskOut, DeskSeriesOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Check,
  Page,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { OneCorrection } from '../parts/OneCorrection'
import { Propose, Split } from '../parts/Propose'
import { CORRECTION_TONE } from '../parts/words'
import { t } from '../text'

/** A study on the desk: what the order says beside what the pictures say. */
export function Desk() {
  const { studyUid = '' } = useParams({ strict: false })
  const path = { uid: studyUid }
  const found = useQuery(risPacsQualityStudyOptions({ path }))
  useLive(['imaging.corrections', 'imaging'], [risPacsQualityStudyQueryKey({ path })])
  return <Awaited of={found}>{(desk) => <OnDesk of={desk} />}</Awaited>
}

type Line = { what: string; house: string; said: string; agrees?: boolean }

function OnDesk({ of }: { of: DeskOut }) {
  const mayPropose = useMay('ris_pacs.quality.correction.propose')
  const mayPack = useMay('ris_pacs.quality.packing.manage')
  const [chosen, setChosen] = useState<string[]>([])
  const [act, setAct] = useState<'propose' | 'split'>()
  const [open, setOpen] = useState<CorrectionOut>()
  const pack = useSubmit((_: null, headers) =>
    risPacsQualityPackStudy({ path: { study_id: of.study_id }, headers }),
  )
  const close = () => {
    setAct(undefined)
    setChosen([])
  }
  const lines: Line[] = [
    {
      what: t('name'),
      house: of.patient?.name ?? '–',
      said: of.said_name.replaceAll('^', ' ') || '–',
      agrees: of.patient ? of.name_agrees : undefined,
    },
    {
      what: t('birth'),
      house: of.patient_birth ? showDate(of.patient_birth) : '–',
      said: of.said_birth ? showDate(of.said_birth) : '–',
      agrees: of.patient && of.patient_birth.length === 10 ? of.birth_agrees : undefined,
    },
    {
      what: t('patientCode'),
      house: of.patient?.code ?? '–',
      said: of.said_code || '–',
      agrees: of.patient ? of.patient.code === of.said_code : undefined,
    },
    {
      what: t('accession'),
      house: [of.order_code, of.order_service].filter(Boolean).join(' ') || '–',
      said: of.accession || '–',
      agrees: of.order_code ? of.order_code === of.accession : undefined,
    },
  ]
  return (
    <Page
      title={t('desk')}
      actions={
        <>
          {mayPack && (
            <Button busy={pack.busy} onClick={() => pack.submit(null)}>
              {t('packNow')}
            </Button>
          )}
          {mayPropose && of.mixed && <Button onClick={() => setAct('split')}>{t('split')}</Button>}
          {mayPropose && (
            <Button primary hotkey="F8" off={!chosen.length} onClick={() => setAct('propose')}>
              {t('propose')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {of.patient && <Slot name="patient.banner" patientId={of.patient.id} />}
        {of.mixed && <Alert weight="warning">{t('mixed')}</Alert>}
        {of.reported && <Alert weight="info">{t('reported')}</Alert>}
        <RefusalNote of={pack.refusal} />
        {pack.done && <Alert weight="info">{t('packed', { n: String(pack.done.packed) })}</Alert>}
        <Panel title={of.description || t('said')} flush>
          <Table<Line>
            label={t('said')}
            rows={lines}
            keyOf={(row) => row.what}
            columns={[
              { head: '', width: '1%', nowrap: true, phone: 'title', show: (row) => row.what },
              { head: t('house'), show: (row) => row.house },
              { head: t('said'), show: (row) => row.said },
              {
                head: '',
                width: '1%',
                nowrap: true,
                show: (row) =>
                  row.agrees === undefined ? (
                    ''
                  ) : (
                    <Status tone={row.agrees ? 'green' : 'amber'}>
                      {row.agrees ? t('agrees') : t('differs')}
                    </Status>
                  ),
              },
            ]}
          />
        </Panel>
        <Panel title={mayPropose ? t('chooseSeries') : t('series')} flush>
          <Table<DeskSeriesOut>
            label={t('series')}
            rows={of.series}
            keyOf={(row) => row.uid}
            columns={[
              {
                head: t('series'),
                phone: 'title',
                show: (row) =>
                  mayPropose ? (
                    <Check
                      label={`${row.number ?? ''} ${row.modality} ${row.description}`}
                      value={chosen.includes(row.uid)}
                      onChange={(on) =>
                        setChosen(
                          on ? [...chosen, row.uid] : chosen.filter((uid) => uid !== row.uid),
                        )
                      }
                    />
                  ) : (
                    `${row.number ?? ''} ${row.modality} ${row.description}`
                  ),
              },
              { head: t('bodyPart'), show: (row) => row.body_part || '–' },
              { head: t('side'), width: '1%', show: (row) => row.laterality || '–' },
              { head: t('pictures'), width: '1%', align: 'right', show: (row) => row.pictures },
            ]}
          />
        </Panel>
        {of.corrections.length > 0 && (
          <Panel title={t('history')} flush>
            <Table<CorrectionOut>
              label={t('history')}
              rows={of.corrections}
              keyOf={(row) => row.id}
              columns={[
                {
                  head: t('when'),
                  width: '1%',
                  nowrap: true,
                  show: (row) => <Time at={row.proposed_at} />,
                },
                { head: t('kind'), phone: 'title', show: (row) => t(`k_${row.kind}`) },
                { head: t('reason'), show: (row) => row.reason },
                {
                  head: t('state'),
                  width: '1%',
                  nowrap: true,
                  show: (row) => (
                    <Status tone={CORRECTION_TONE[row.state]}>{t(`s_${row.state}`)}</Status>
                  ),
                },
              ]}
              actions={(row) => (
                <Button small quiet onClick={() => setOpen(row)}>
                  {t('look')}
                </Button>
              )}
            />
          </Panel>
        )}
      </Stack>
      {act === 'propose' && <Propose of={of} series={chosen} onClose={close} />}
      {act === 'split' && <Split of={of} onClose={close} />}
      {open && <OneCorrection of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
