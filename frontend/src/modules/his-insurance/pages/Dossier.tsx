import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import {
  hisInsuranceDossierOptions,
  hisInsuranceDossierQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisInsuranceAgain, hisInsuranceRefused, hisInsuranceSend } from '@/kernel/api/sdk.gen'
import type { DossierOut, ProblemOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  DangerPanel,
  Dim,
  Download,
  Facts,
  Money,
  Page,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  Time,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { Refused } from '../parts/Refused'
import { Tables } from '../parts/Tables'
import { pathOf, TONE } from '../parts/words'
import { t } from '../text'

/** One dossier: each reason in a sentence, with the screen where it is mended. */
export function Dossier() {
  const { dossierId = '' } = useParams({ strict: false })
  const path = { dossier_id: dossierId }
  const found = useQuery(hisInsuranceDossierOptions({ path }))
  useLive(['insurance'], [hisInsuranceDossierQueryKey({ path })])
  return <Awaited of={found}>{(dossier) => <Whole of={dossier} />}</Awaited>
}

function Whole({ of }: { of: DossierOut }) {
  const navigate = useNavigate()
  const mayMake = useMay('his.insurance.dossier.make')
  const maySend = useMay('his.insurance.dossier.send')
  const path = { dossier_id: of.id }
  const [refusing, setRefusing] = useState(false)
  const send = useSubmit((_: null, headers) => hisInsuranceSend({ path, headers }))
  const again = useSubmit((_: null, headers) => hisInsuranceAgain({ path, headers }), {
    done: (made) => navigate({ to: `/insurance/dossiers/${made.id}`, replace: true }),
  })
  const refused = useSubmit(
    (says: string, headers) => hisInsuranceRefused({ path, body: { says }, headers }),
    { done: () => setRefusing(false) },
  )
  const open = of.state === 'to_mend' || of.state === 'ready' || of.state === 'refused'
  return (
    <Page
      title={t('dossier', { code: of.code, n: of.number })}
      detail={<Status tone={TONE[of.state]}>{t(of.state)}</Status>}
      banner={<Slot name="patient.banner" patientId={of.patient_id} />}
      actions={
        <>
          {maySend && of.state === 'ready' && (
            <Button primary hotkey="F9" busy={send.busy} onClick={() => send.submit(null)}>
              {t('send')}
            </Button>
          )}
          {mayMake && of.state !== 'queued' && of.state !== 'replaced' && (
            <Button
              primary={open && of.state !== 'ready'}
              hotkey="F8"
              busy={again.busy}
              onClick={() => again.submit(null)}
            >
              {t('again')}
            </Button>
          )}
          {mayMake && of.state === 'accepted' && (
            <Button quiet onClick={() => setRefusing(true)}>
              {t('refuse')}
            </Button>
          )}
        </>
      }
    >
      <Stack>
        <RefusalNote of={send.refusal ?? again.refusal} />
        {of.state === 'refused' && <Refused of={of} />}
        <Panel title={t('toMend')} flush>
          <Problems of={of} />
        </Panel>
        <Panel title={t('sums')}>
          <Facts
            of={[
              { label: t('gross'), value: <Money of={of.gross} /> },
              { label: t('insured'), value: <Money of={of.insured} /> },
              { label: t('insurer'), value: <Money of={of.insurer} strong /> },
              { label: t('copay'), value: <Money of={of.copay} /> },
              { label: t('own'), value: <Money of={of.own} /> },
              { label: t('other'), value: <Money of={of.other} /> },
              { label: t('month'), value: showDate(of.month) },
              { label: t('edition'), value: of.edition },
              { label: t('receipt'), value: of.receipt || '–' },
              { label: t('attempts'), value: `${of.attempts}` },
              { label: t('signed'), value: of.signed ? t('yes') : t('no') },
              { label: t('says'), value: of.answer_says || of.last_error || '–' },
            ]}
          />
          <Dim>{t('sentOnce')}</Dim>
        </Panel>
        <Panel
          title={t('tables')}
          actions={
            of.file_digest && (
              <Download href={`/api/insurance/dossiers/${of.id}/file`}>{t('file')}</Download>
            )
          }
        >
          <Tables dossierId={of.id} marks={of.problems} />
        </Panel>
        <Panel title={t('history')} flush>
          <Table
            label={t('history')}
            rows={of.history}
            keyOf={(row) => `${row.at}${row.what}`}
            columns={[
              { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
              { head: t('what'), show: (row) => t(row.what as 'made'), phone: 'title' },
              { head: t('says'), show: (row) => [row.code, row.says].filter(Boolean).join(' ') },
              { head: t('by'), show: (row) => row.by_name },
            ]}
          />
        </Panel>
      </Stack>
      <DangerPanel
        open={refusing}
        title={t('refuse')}
        before={t('refuseBefore')}
        after={t('refuseAfter')}
        verb={t('refuse')}
        busy={refused.busy}
        refusal={refused.refusal}
        onAct={(reason) => refused.submit(reason)}
        onClose={() => setRefusing(false)}
      />
    </Page>
  )
}

function Problems({ of }: { of: DossierOut }) {
  const navigate = useNavigate()
  const open = (row: ProblemOut) => {
    const to = pathOf(row.mend, of)
    if (to) navigate({ to })
  }
  if (of.problems.length === 0) {
    return (
      <div style={{ padding: 12 }}>
        <Status tone="green">{t('allGood')}</Status>
      </div>
    )
  }
  return (
    <Table<ProblemOut>
      label={t('toMend')}
      rows={of.problems}
      keyOf={(row) => `${row.code}${row.table}${row.row}${row.field}`}
      onOpen={open}
      toneOf={(row) => (row.severity === 'error' ? 'red' : 'amber')}
      columns={[
        { head: t('code'), show: (row) => row.code, width: '1%' },
        {
          head: t('severity'),
          show: (row) => (
            <Status tone={row.severity === 'error' ? 'red' : 'amber'}>{t(row.severity)}</Status>
          ),
          width: '1%',
          nowrap: true,
        },
        { head: t('rule'), show: (row) => say(row.says), phone: 'title' },
        {
          head: t('where'),
          show: (row) => (
            <Dim>{[row.table, row.row || '', row.field].filter(Boolean).join(' · ')}</Dim>
          ),
          phone: 'hide',
        },
        { head: t('source'), show: (row) => <Dim>{row.source}</Dim>, phone: 'hide' },
      ]}
      actions={(row) =>
        pathOf(row.mend, of) && (
          <Button small onClick={() => open(row)}>
            {t(`mend_${row.mend}`)}
          </Button>
        )
      }
    />
  )
}
