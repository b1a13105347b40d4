import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  levelAssessmentOptions,
  levelCriterionOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { levelProve } from '@/kernel/api/sdk.gen'
import type { CriterionOut } from '@/kernel/api/types.gen'
import { useKeys } from '@/kernel/keys'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Awaited, Button, Facts, Panel, RefusalNote, Row, Stack } from '@/kernel/ui'
import { IconArrowLeft, IconArrowRight, IconPlayerPlay } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { useAddress } from '../address'
import { nameOf, showTook } from '../figures'
import css from '../level.module.css'
import { Asked } from '../parts/Asked'
import { Attestations } from '../parts/Attestations'
import { Claims, LastRuns } from '../parts/Claims'
import { LevelPage } from '../parts/LevelPage'
import { TheText } from '../parts/TheText'
import { VerdictStatus } from '../parts/Verdicts'
import { Waivers } from '../parts/Waivers'
import { t } from '../text'

/** One criterion, clause or checklist item: its text, how it is proved, who signed for it. */
export function Criterion() {
  const { circular, item }: { circular: string; item: string } = useParams({ strict: false })
  const { at } = useAddress()
  const found = useQuery(
    levelCriterionOptions({ path: { circular, item }, query: { profile: at.profile } }),
  )
  useLive(['level'])
  const id = `${circular}/${item}`
  return (
    <LevelPage
      title={nameOf(found.data?.id ?? id)}
      detail={found.data && say(found.data.document)}
      actions={circular === 'TT54' && <Neighbours id={found.data?.id ?? id} />}
    >
      <Awaited of={found} rows={12}>
        {(criterion) => <Whole of={criterion} key={id} />}
      </Awaited>
    </LevelPage>
  )
}

function Whole({ of }: { of: CriterionOut }) {
  return (
    <>
      <h2 className={css.headline}>{say(of.title)}</h2>
      <div className={css.columns} data-even>
        <div className={css.main}>
          <Result of={of} />
          <Claims of={of} />
          <TheText of={of} />
          <LastRuns of={of} />
        </div>
        <div className={css.beside}>
          <Attestations of={of} />
          <Waivers of={of} />
          <Asked of={of} />
        </div>
      </div>
    </>
  )
}

function Result({ of }: { of: CriterionOut }) {
  const mayRun = useMay('level.evidence.run')
  const [circular = '', item = ''] = of.id.split('/')
  const run = useSubmit((_: null, headers) => levelProve({ path: { circular, item }, headers }))
  const runs = of.claims.some(({ evidence }) =>
    evidence.some(({ kind }) => kind === 'demonstrated' || kind === 'in_use'),
  )
  return (
    <Panel
      title={t('result')}
      actions={
        mayRun &&
        runs && (
          <Button
            primary
            small
            hotkey="F9"
            icon={IconPlayerPlay}
            busy={run.busy}
            onClick={() => run.submit(null)}
          >
            {t('proveOne')}
          </Button>
        )
      }
    >
      <Stack>
        <Facts
          of={[
            { label: t('able'), value: <VerdictStatus of={of.able} /> },
            { label: t('reached'), value: <VerdictStatus of={of.reached} /> },
            { label: t('withNa'), value: <VerdictStatus of={of.reached_with_na} /> },
          ]}
        />
        {of.why && (
          <Alert weight="info">
            <b>{t('why')}:</b> {say(of.why)}
          </Alert>
        )}
        {of.ended && <Alert weight="info">{t('endedOn', { day: of.ended })}</Alert>}
        <RefusalNote of={run.refusal} />
        {run.done && (
          <div role="status" className={css.done}>
            {t('proved', {
              at: showInstant(run.done.run.started_at),
              ms: showTook(run.done.run.milliseconds),
            })}
          </div>
        )}
      </Stack>
    </Panel>
  )
}

/** N and P go through the criteria in the order of the circular. */
function Neighbours({ id }: { id: string }) {
  const { at } = useAddress()
  const navigate = useNavigate()
  const told = useQuery(levelAssessmentOptions({ query: { profile: at.profile } }))
  const ids = [
    ...(told.data?.criteria ?? []).map((each) => each.id),
    ...(told.data?.levels ?? []).flatMap(({ requirements }) =>
      requirements.filter(({ kind }) => kind === 'clause').map((each) => each.id),
    ),
  ]
  const index = ids.indexOf(id)
  const go = (step: number) => {
    const next = index < 0 ? undefined : ids[index + step]
    if (next) navigate({ to: `/assessment/${next}`, search: { profile: at.profile } as never })
  }
  useKeys({
    P: { label: t('previous'), act: () => go(-1), off: index <= 0 },
    N: { label: t('next'), act: () => go(1), off: index < 0 || index === ids.length - 1 },
  })
  return (
    <Row>
      <Button icon={IconArrowLeft} small off={index <= 0} onClick={() => go(-1)}>
        {t('previous')}
      </Button>
      <Button
        icon={IconArrowRight}
        small
        off={index < 0 || index === ids.length - 1}
        onClick={() => go(1)}
      >
        {t('next')}
      </Button>
    </Row>
  )
}
