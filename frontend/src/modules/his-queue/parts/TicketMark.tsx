import type { TicketState } from '@/kernel/api/types.gen'
import { Status, type Tone } from '@/kernel/ui'
import {
  IconArrowRight,
  IconBan,
  IconCheck,
  IconClock,
  IconPin,
  IconSpeakerphone,
  IconStethoscope,
  IconX,
} from '@/kernel/ui/icons'
import { t } from '../text'

const TONE: Record<TicketState, Tone> = {
  waiting: 'grey',
  called: 'blue',
  serving: 'green',
  held: 'amber',
  skipped: 'red',
  done: 'grey',
  moved: 'grey',
  left: 'grey',
}
const SIGN = {
  waiting: IconClock,
  called: IconSpeakerphone,
  serving: IconStethoscope,
  held: IconPin,
  skipped: IconBan,
  done: IconCheck,
  moved: IconArrowRight,
  left: IconX,
}

export function TicketMark({ of }: { of: TicketState }) {
  return (
    <Status tone={TONE[of]} icon={SIGN[of]}>
      {t(of)}
    </Status>
  )
}
