import type { OverviewOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Alert, OnOff, Panel, Stack } from '@/kernel/ui'
import { t } from '../text'

type Props = {
  modules: OverviewOut['modules']
  off: string[]
  along: string[]
  onSwitch: (module: string) => void
}

/** The modules as switches; those that cannot stand alone go along and are named. */
export function ModuleSwitches({ modules, off, along, onSwitch }: Props) {
  const titleOf = (id: string) => {
    const found = modules.find((each) => each.id === id)
    return found ? say(found.title) : id
  }
  const movable = modules.filter((each) => each.can_be_off && each.on)
  const fixed = modules.filter((each) => !each.can_be_off || !each.on)
  return (
    <Panel title={t('modules')}>
      <Stack>
        {along.length > 0 && (
          <Alert weight="info">{t('along', { names: along.map(titleOf).join(', ') })}</Alert>
        )}
        {[...movable, ...fixed].map((each) => {
          const gone = off.includes(each.id) || along.includes(each.id)
          const stays = !each.can_be_off && t('moduleStays')
          const hint = [
            t('moduleClaims', { n: each.claims.length }),
            each.on ? stays : t('moduleOff'),
          ]
          return (
            <OnOff
              key={each.id}
              label={say(each.title)}
              hint={hint.filter(Boolean).join(' · ')}
              value={each.on && !gone}
              off={!each.can_be_off || !each.on || along.includes(each.id)}
              onChange={() => onSwitch(each.id)}
            />
          )
        })}
      </Stack>
    </Panel>
  )
}
