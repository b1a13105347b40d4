import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef } from 'react'
import {
  levelAssessmentOptions,
  levelOverviewOptions,
  levelWhatIfOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { AssessmentOut, OverviewOut, WhatIfOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { refusalOf } from '@/kernel/refusal'
import { say } from '@/kernel/text'
import { Alert, Awaited, Button, RefusalNote } from '@/kernel/ui'
import { IconArrowBackUp } from '@/kernel/ui/icons'
import { useAddress } from '../address'
import { assumedOf, barsAfter, changedIn, pressed, read, switched, written } from '../assumptions'
import { barsOf, type Figure } from '../figures'
import css from '../level.module.css'
import { Bars } from '../parts/Bars'
import { Fallen } from '../parts/Fallen'
import { LevelPage } from '../parts/LevelPage'
import { ModuleSwitches } from '../parts/ModuleSwitches'
import { ProfileSegments } from '../parts/ProfileSegments'
import { Ruler } from '../parts/Ruler'
import { Segments } from '../parts/Segments'
import { t } from '../text'

/** Switch modules off, take criteria as met or not: see the level move, and why. Nothing changes. */
export function WhatIf() {
  const { at, go } = useAddress()
  const query = { profile: at.profile }
  const told = useQuery(levelAssessmentOptions({ query }))
  const overview = useQuery(levelOverviewOptions({ query }))
  useLive(['level'])
  const supposed = Boolean(at.off || at.met || at.not_met)
  return (
    <LevelPage
      title={t('whatIfTitle')}
      detail={t('whatIfNote')}
      actions={
        <>
          <ProfileSegments now={overview.data?.profile} />
          <Button
            icon={IconArrowBackUp}
            off={!supposed}
            onClick={() => go({ off: undefined, met: undefined, not_met: undefined })}
          >
            {t('startOver')}
          </Button>
        </>
      }
    >
      <Awaited of={overview} rows={14}>
        {(seen) => (
          <Awaited of={told} rows={14}>
            {(assessment) => <Trial told={assessment} overview={seen} />}
          </Awaited>
        )}
      </Awaited>
    </LevelPage>
  )
}

function Trial({ told, overview }: { told: AssessmentOut; overview: OverviewOut }) {
  const { at, go } = useAddress()
  const figure: Figure = at.figure === 'reached' ? 'reached' : 'able'
  const now = useMemo(() => read(at), [at])
  const asked = useQuery({
    ...levelWhatIfOptions({ query: { profile: at.profile, ...now } }),
    placeholderData: keepPreviousData,
  })
  const found: WhatIfOut | undefined = asked.data

  const state = useRef({ now, go })
  state.current = { now, go }
  const press = useCallback((id: string) => {
    state.current.go(written(pressed(state.current.now, id)))
  }, [])

  const bars = useMemo(
    () => barsAfter(barsOf(told, overview.groups, figure), found, figure),
    [told, overview.groups, figure, found],
  )
  const changed = useMemo(
    () => new Set(changedIn(found, figure).map(({ id }) => id)),
    [found, figure],
  )
  const assumed = useMemo(() => assumedOf(now), [now])
  const before = found?.before ?? told
  return (
    <>
      <Ruler
        levels={told.levels.map(({ level }) => level)}
        told={found?.after ?? told}
        before={before}
        names={overview.level_names}
      />
      <div className={css.sentence} aria-live="polite">
        <Segments<Figure>
          label={t('figures')}
          value={figure}
          choices={[
            { value: 'able', label: t('ableShort') },
            { value: 'reached', label: t('reachedShort') },
          ]}
          onChange={(next) => go({ figure: next === 'able' ? undefined : next })}
        />
        {found && <Alert weight="info">{say(found.says)}</Alert>}
      </div>
      {asked.error && <RefusalNote of={refusalOf(asked.error)} />}
      <div className={css.columns}>
        <div className={css.main}>
          <Bars
            bars={bars}
            figure={figure}
            title={t('whatIfSquares')}
            onPress={press}
            assumed={assumed}
            changed={changed}
          />
          <Fallen found={found} figure={figure} modules={overview.modules} />
        </div>
        <div className={css.beside}>
          <ModuleSwitches
            modules={overview.modules}
            off={now.off}
            along={found?.along ?? []}
            onSwitch={(module) => go(written(switched(now, module)))}
          />
        </div>
      </div>
    </>
  )
}
