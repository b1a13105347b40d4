import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { hisInsuranceCountsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisInsuranceCheckAll,
  hisInsuranceDossiers,
  hisInsuranceSendAll,
} from '@/kernel/api/sdk.gen'
import type { BatchOut, CountsOut, DossierLine, DossierState } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Dim, Money, Page, RefusalNote, Status, Time, Worklist } from '@/kernel/ui'
import { STATES, TONE } from '../parts/words'
import { t } from '../text'

const MOST = 200

/** The insurance clerk's day: what must be mended, what may go, what came back. */
export function Dossiers() {
  const navigate = useNavigate()
  const { state = 'to_mend' }: { state?: DossierState } = useSearch({ strict: false })
  const maySend = useMay('his.insurance.dossier.send')
  const mayMake = useMay('his.insurance.dossier.make')
  const counts = useQuery(hisInsuranceCountsOptions())
  const send = useSubmit(async (_: null, headers) => {
    const ids = await idsOf('ready')
    return hisInsuranceSendAll({ body: { ids }, headers })
  })
  const check = useSubmit(async (_: null, headers) => {
    const ids = await idsOf(state === 'refused' ? 'refused' : 'to_mend')
    return hisInsuranceCheckAll({ body: { ids }, headers })
  })
  const label = (each: DossierState) => {
    const waiting = counts.data && each in counts.data && counts.data[each as keyof CountsOut]
    return waiting ? `${t(each)} (${waiting})` : t(each)
  }
  return (
    <Page
      title={t('dossiers')}
      actions={
        <>
          {maySend && (
            <Button
              primary
              hotkey="F9"
              busy={send.busy}
              off={!counts.data?.ready}
              onClick={() => send.submit(null)}
            >
              {t('sendAll')}
            </Button>
          )}
          {mayMake && (
            <Button
              hotkey="F8"
              busy={check.busy}
              off={!counts.data?.to_mend && !counts.data?.refused}
              onClick={() => check.submit(null)}
            >
              {t('checkAll')}
            </Button>
          )}
          <Button quiet onClick={() => navigate({ to: '/insurance/rules' })}>
            {t('rules')}
          </Button>
        </>
      }
    >
      <RefusalNote of={send.refusal ?? check.refusal} />
      <Batch of={send.done ?? check.done} />
      <Worklist<DossierLine>
        list="his.insurance.dossiers"
        label={t('dossiers')}
        live={['insurance']}
        load={(asked, signal) =>
          hisInsuranceDossiers({
            query: {
              state: asked.state ? [asked.state as DossierState] : undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            start: 'to_mend',
            choices: STATES.map((value) => ({ value, label: label(value) })),
          },
        ]}
        empty={t('nothing')}
        onOpen={(row) => navigate({ to: `/insurance/dossiers/${row.id}` })}
        columns={[
          {
            head: t('patient'),
            show: (row) => (
              <>
                {row.patient_name} <Dim>{row.patient_code}</Dim>
              </>
            ),
            phone: 'title',
          },
          { head: t('visit'), show: (row) => row.code, width: '1%', nowrap: true },
          { head: t('left'), show: (row) => <Time at={row.left_at} />, width: '1%', nowrap: true },
          {
            head: t('card'),
            show: (row) => (row.card_tail ? `…${row.card_tail}` : ''),
            width: '1%',
            nowrap: true,
            phone: 'hide',
          },
          {
            head: t('fund'),
            show: (row) => <Money of={row.insurer} />,
            align: 'right',
            width: '1%',
          },
          { head: t('state'), show: (row) => <Mark of={row} />, width: '1%', nowrap: true },
          { head: t('reasons'), show: reasonOf, phone: 'hide' },
        ]}
      />
    </Page>
  )
}

async function idsOf(state: DossierState): Promise<string[]> {
  const { data } = await hisInsuranceDossiers({ query: { state: [state], limit: MOST } })
  return data.items.map((each) => each.id)
}

function Mark({ of }: { of: DossierLine }) {
  return <Status tone={TONE[of.state]}>{t(of.state)}</Status>
}

function reasonOf(row: DossierLine): string {
  if (row.state === 'accepted') return row.receipt
  if (row.state === 'refused') return row.answer_says
  if (!row.first_problem) return ''
  const more = row.errors + row.warnings - 1
  return say(row.first_problem) + (more > 0 ? ` (+${more})` : '')
}

function Batch({ of }: { of: BatchOut | undefined }) {
  if (!of) return null
  const [first] = of.stopped
  return (
    <Alert weight={first ? 'warning' : 'info'}>
      {t('batchDone', { n: of.done })}
      {first &&
        ` ${t('batchStopped', { n: of.stopped.length, first: `${first.code}: ${say(first.says)}` })}`}
    </Alert>
  )
}
