import { useQuery } from '@tanstack/react-query'
import { risPacsReadingScreenAtThisComputerOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { language } from '@/kernel/text'
import { Dim, Status } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** Whether this computer's screen is one for diagnosis, and when it was last checked. */
export function ScreenHere() {
  const found = useQuery(risPacsReadingScreenAtThisComputerOptions())
  const here = found.data
  if (!here) return null
  return (
    <>
      <Status tone={here.why ? 'amber' : 'green'}>{t(here.why ? 'reviewOnly' : 'fit')}</Status>{' '}
      <Dim>
        {[
          here.name,
          here.why?.[language()],
          here.checked_at && t('checked', { at: showInstant(here.checked_at, 'date') }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Dim>
    </>
  )
}
