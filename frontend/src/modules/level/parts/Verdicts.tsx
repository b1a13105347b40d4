import type { Verdict } from '@/kernel/api/types.gen'
import { Status, type Tone } from '@/kernel/ui'
import {
  type Icon,
  IconCheck,
  IconExclamationMark,
  IconMinus,
  IconQuestionMark,
  IconSignature,
  IconX,
} from '@/kernel/ui/icons'
import { t } from '../text'

export const SIGNS: Record<Verdict, Icon> = {
  met: IconCheck,
  not_met: IconX,
  not_reviewed: IconQuestionMark,
  error: IconExclamationMark,
  not_applicable: IconMinus,
  by_attestation: IconSignature,
}

// Most squares of a young installation are not met: that is no alarm. Red is for what broke.
const TONES: Record<Verdict, Tone> = {
  met: 'green',
  not_met: 'grey',
  not_reviewed: 'amber',
  error: 'red',
  not_applicable: 'grey',
  by_attestation: 'blue',
}

/** A verdict as colour, sign and word. */
export function VerdictStatus({ of }: { of: Verdict }) {
  return (
    <Status tone={TONES[of]} icon={SIGNS[of]}>
      {t(of)}
    </Status>
  )
}
