import type { EncounterState } from '@/kernel/api/types.gen'
import { Status, type Tone } from '@/kernel/ui'
import { IconBan, IconCheck, IconClock, IconStethoscope } from '@/kernel/ui/icons'
import { t } from '../text'

const TONE: Record<EncounterState, Tone> = {
  waiting: 'grey',
  in_progress: 'blue',
  closed: 'green',
  cancelled: 'grey',
}
const SIGN = {
  waiting: IconClock,
  in_progress: IconStethoscope,
  closed: IconCheck,
  cancelled: IconBan,
}

export function VisitState({ of }: { of: EncounterState }) {
  return (
    <Status tone={TONE[of]} icon={SIGN[of]}>
      {t(of)}
    </Status>
  )
}
