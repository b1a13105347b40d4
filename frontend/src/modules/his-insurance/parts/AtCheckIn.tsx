import { useEffect, useState } from 'react'
import type { Slots } from '@/kernel/module'
import { Field, Row } from '@/kernel/ui'
import { t } from '../text'
import { type Coded, CodeField } from './CodeField'

const PART = 'his.insurance'

/**
 * In the form that opens a visit: the route, where the card alone does not tell it, and the
 * referral. Nothing typed: the patient's own card decides.
 */
export function AtCheckIn({ payer, onPart }: Slots['encounter.checkin']) {
  const [route, setRoute] = useState<Coded | null>(null)
  const [referral, setReferral] = useState('')
  const [from, setFrom] = useState('')
  const insured = payer === 'bhyt'
  useEffect(() => {
    const said = insured && (route || referral || from)
    onPart(
      PART,
      said
        ? { route: route?.code ?? '', referral: referral.trim(), from_facility: from.trim() }
        : undefined,
    )
  }, [insured, route, referral, from, onPart])
  if (!insured) return null
  return (
    <>
      <CodeField
        label={t('route')}
        list="visit_eligibility"
        placeholder={t('routeByCard')}
        value={route}
        onChange={setRoute}
      />
      {(route?.code === '1.3' || referral || from) && (
        <Row columns={2}>
          <Field label={t('referral')} most={50} value={referral} onChange={setReferral} />
          <Field label={t('fromFacility')} most={5} value={from} onChange={setFrom} />
        </Row>
      )}
    </>
  )
}
