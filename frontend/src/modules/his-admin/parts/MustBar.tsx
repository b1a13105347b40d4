import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { sessionMeOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useAssembly } from '@/kernel/may'
import { Banner } from '@/kernel/ui'
import { IconKey } from '@/kernel/ui/icons'
import { t } from '../text/account'

/**
 * Who must first replace a password or set up a second factor may do nothing yet: a bar says
 * so, and every page leads to the account.
 */
export function MustBar() {
  // Only who may do nothing is asked: everybody else pays nothing for this.
  const heldBack = useAssembly().may.length === 0
  const { data } = useQuery({ ...sessionMeOptions(), enabled: heldBack })
  const must = heldBack ? (data?.must[0] ?? null) : null
  const here = useLocation({ select: (location) => location.pathname })
  const navigate = useNavigate()
  const astray = must !== null && !here.startsWith('/account')
  useEffect(() => {
    if (astray) navigate({ to: '/account', replace: true })
  }, [astray, navigate])
  if (!must) return null
  return (
    <Banner tone="red" icon={IconKey} right={<Link to="/account">{t('go')}</Link>}>
      {t(must === 'password' ? 'mustPassword' : 'mustFactor')}
    </Banner>
  )
}
