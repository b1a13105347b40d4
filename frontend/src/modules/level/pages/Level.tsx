import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  levelAssessmentOptions,
  levelOverviewOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { levelRunAll } from '@/kernel/api/sdk.gen'
import type { AssessmentOut, OverviewOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Awaited, Button, RefusalNote } from '@/kernel/ui'
import { IconPlayerPlay } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { useAddress } from '../address'
import { barsOf, type Figure, nextOf } from '../figures'
import css from '../level.module.css'
import { Bars } from '../parts/Bars'
import { Beside } from '../parts/Beside'
import { Figures } from '../parts/Figures'
import { LevelAsks } from '../parts/LevelAsks'
import { LevelPage } from '../parts/LevelPage'
import { Missing } from '../parts/Missing'
import { ProfileSegments } from '../parts/ProfileSegments'
import { Ruler } from '../parts/Ruler'
import { t } from '../text'

/** The whole circular at a glance: how far we are, why, and what is missing. */
export function Level() {
  const { at } = useAddress()
  const profile = at.profile
  const options = { placeholderData: keepPreviousData }
  const told = useQuery({ ...levelAssessmentOptions({ query: { profile } }), ...options })
  const overview = useQuery({ ...levelOverviewOptions({ query: { profile } }), ...options })
  const mayRun = useMay('level.evidence.run')
  const run = useSubmit((_: null, headers) => levelRunAll({ headers }))
  useLive(['level'])

  const last = overview.data?.last_run
  const ran = last ? t('ranAt', { at: showInstant(last.started_at) }) : t('neverRan')
  return (
    <LevelPage
      title={t('level')}
      detail={overview.data && (run.busy ? t('proving') : ran)}
      actions={
        <>
          <ProfileSegments now={overview.data?.profile} />
          {mayRun && (
            <Button
              primary
              hotkey="F9"
              icon={IconPlayerPlay}
              busy={run.busy}
              onClick={() => run.submit(null)}
            >
              {t('prove')}
            </Button>
          )}
        </>
      }
    >
      <RefusalNote of={run.refusal} />
      <Awaited of={overview} rows={14}>
        {(seen) => (
          <Awaited of={told} rows={14}>
            {(assessment) => <Told told={assessment} overview={seen} />}
          </Awaited>
        )}
      </Awaited>
    </LevelPage>
  )
}

function Told({ told, overview }: { told: AssessmentOut; overview: OverviewOut }) {
  const { at, go } = useAddress()
  const [asks, setAsks] = useState<number>()
  const figure = (at.figure as Figure | undefined) ?? 'reached'
  const bars = useMemo(() => barsOf(told, overview.groups, figure), [told, overview.groups, figure])
  return (
    <>
      <Ruler
        levels={told.levels.map(({ level }) => level)}
        told={told}
        names={overview.level_names}
        onOpen={setAsks}
      />
      <div className={css.columns}>
        <div className={css.main}>
          <Figures
            told={told}
            figure={figure}
            onChange={(next) => go({ figure: next === 'reached' ? undefined : next })}
          />
          <Bars bars={bars} figure={figure} profile={at.profile} />
        </div>
        <div className={css.beside}>
          {!overview.proof && <Alert weight="info">{t('noProof')}</Alert>}
          <Missing next={nextOf(overview, figure)} />
          <Beside overview={overview} />
        </div>
      </div>
      <p className={css.note}>{say(overview.note)}</p>
      <LevelAsks
        level={told.levels.find(({ level }) => level === asks)}
        names={overview.level_names}
        told={told}
        figure={figure}
        onClose={() => setAsks(undefined)}
      />
    </>
  )
}
