import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  hisInsuranceCoverageOptions,
  hisInsuranceCoverageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisInsuranceCheckCard } from '@/kernel/api/sdk.gen'
import type { CoverageOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { showNumber } from '@/kernel/number'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Dim, Panel, RefusalNote, Status, Why } from '@/kernel/ui'
import { t } from '../text'
import { CARD_TONE } from './words'

/** Who covers a visit, in three lines: card, rate with its reason, what the gateway says. */
export function OfVisit({ encounterId }: { encounterId: string }) {
  const path = { encounter_id: encounterId }
  const found = useQuery(hisInsuranceCoverageOptions({ path }))
  useLive(['insurance'], [hisInsuranceCoverageQueryKey({ path })])
  if (!found.data?.insured) return null
  return <Short of={found.data} />
}

function Short({ of }: { of: CoverageOut }) {
  const navigate = useNavigate()
  const mayCheck = useMay('his.insurance.card.check')
  const check = useSubmit((_: null, headers) =>
    hisInsuranceCheckCard({
      body: { patient_id: of.patient_id, encounter_id: of.encounter_id },
      headers,
    }),
  )
  return (
    <Panel
      title={t('coverage')}
      actions={
        <>
          {mayCheck && of.covered && (
            <Button small quiet busy={check.busy} onClick={() => check.submit(null)}>
              {t('check')}
            </Button>
          )}
          <Button small onClick={() => navigate({ to: `/insurance/visits/${of.encounter_id}` })}>
            {of.covered ? t('open') : t('enterCard')}
          </Button>
        </>
      }
    >
      <RefusalNote of={check.refusal} />
      {!of.covered && <Alert weight="warning">{t('noCard')}</Alert>}
      {of.cards.map((card) => (
        <div key={card.tail + card.since}>
          {`…${card.tail} · ${t('rate')} ${card.rate ? `${showNumber(Number(card.rate))}%` : '–'} `}
          <Why rule={say(card.reason)} source={t('whyRate')} />
          <Dim>{` ${of.route} ${of.route_name}`}</Dim>
        </div>
      ))}
      {of.covered && <CheckState of={of} />}
    </Panel>
  )
}

/** What the gateway said of the card, or that it has not answered yet. */
export function CheckState({ of }: { of: CoverageOut }) {
  if (of.checking && of.state === 'unchecked') return <Status tone="amber">{t('checking')}</Status>
  const says = of.check_code ? ` (${of.check_code} ${of.check_says})` : ''
  return <Status tone={CARD_TONE[of.state]}>{t(of.state) + says}</Status>
}
