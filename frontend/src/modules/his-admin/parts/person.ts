import type { PersonOut } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { t } from '../text/users'

/** One word for an account, the one that matters most. */
export function stateOf(person: PersonOut): { tone: Tone; label: string } {
  if (!person.active) return { tone: 'grey', label: t('disabled') }
  if (person.locked_until) return { tone: 'red', label: t('locked') }
  if (person.must_change_password) return { tone: 'amber', label: t('mustChange') }
  return { tone: 'green', label: t('active') }
}
