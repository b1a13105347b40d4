import { useQuery } from '@tanstack/react-query'
import { lisSpecimensRejectionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensSeeRejection } from '@/kernel/api/sdk.gen'
import { useLive } from '@/kernel/live'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button } from '@/kernel/ui'
import { t } from '../text'

/** A specimen of my orders was rejected: shown until I say that I know. */
export function RejectedBar() {
  const options = lisSpecimensRejectionsOptions({ query: { mine: true, limit: 5 } })
  const found = useQuery(options)
  useLive(['results'], [options.queryKey])
  const see = useSubmit((rejection_id: string, headers) =>
    lisSpecimensSeeRejection({ path: { rejection_id }, headers }),
  )
  return (found.data?.items ?? []).map((each) => (
    <Alert
      key={each.id}
      weight="warning"
      right={
        <Button small busy={see.busy} onClick={() => see.submit(each.id)}>
          {t('seen')}
        </Button>
      }
    >
      {`${t('rejectedLine', { tests: each.tests, reason: each.reason })} · ${each.patient.name} · ${t(each.again ? 'againPlanned' : 'notAgain')}`}
    </Alert>
  ))
}
