import { useQuery } from '@tanstack/react-query'
import { hisAdminWhyMeOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Alert, Awaited, Page, Stack } from '@/kernel/ui'
import { useAsked } from '../parts/asked'
import { Chain } from '../parts/Chain'
import { t } from '../text/rights'

/** Where a refusal leads: which step stops me, and whom to ask. */
export function WhyMe() {
  const [asked] = useAsked('permission')
  const permission = asked.permission ?? ''
  const found = useQuery({
    ...hisAdminWhyMeOptions({ query: { permission } }),
    enabled: permission !== '',
  })
  return (
    <Page title={t('whyMe')} narrow>
      <Stack>
        <Awaited of={found} rows={4}>
          {(why) => <Chain why={why} />}
        </Awaited>
        {found.data && !found.data.allowed && <Alert weight="info">{t('askAdmin')}</Alert>}
      </Stack>
    </Page>
  )
}
