import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  hisInsuranceCoverageOptions,
  hisInsuranceCoverageQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisInsuranceCover } from '@/kernel/api/sdk.gen'
import type { CoverageIn, CoverageOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Check,
  DateField,
  Field,
  Form,
  Page,
  Panel,
  Row,
  Stack,
  showMoney,
} from '@/kernel/ui'
import { CardFields, type CardTyped, NO_CARD } from '../parts/CardFields'
import { type Coded, CodeField } from '../parts/CodeField'
import { OfVisit } from '../parts/OfVisit'
import { t } from '../text'

type Typed = {
  first: CardTyped
  second: CardTyped | null
  route: Coded | null
  kind: Coded | null
  accident: Coded | null
  referral: string
  from: string
  five: string | null
  exempt: string | null
  owed: boolean
}

/** Who covers one visit: its cards, its route, and the rate that follows from them. */
export function Coverage() {
  const { encounterId = '' } = useParams({ strict: false })
  const path = { encounter_id: encounterId }
  const found = useQuery(hisInsuranceCoverageOptions({ path }))
  useLive(['insurance'], [hisInsuranceCoverageQueryKey({ path })])
  return (
    <Awaited of={found}>
      {(coverage) => (
        <Page
          title={t('coverage')}
          banner={<Slot name="patient.banner" patientId={coverage.patient_id} />}
          narrow
        >
          {coverage.insured ? (
            <Stack>
              <OfVisit encounterId={coverage.encounter_id} />
              <Entering key={coverage.version} of={coverage} />
            </Stack>
          ) : (
            <Alert weight="info">{t('notInsured')}</Alert>
          )}
        </Page>
      )}
    </Awaited>
  )
}

function Entering({ of }: { of: CoverageOut }) {
  const navigate = useNavigate()
  const form = useForm<Typed>(startOf(of))
  const { values } = form
  const save = useSubmit(
    (body: CoverageIn, headers) =>
      hisInsuranceCover({ path: { encounter_id: of.encounter_id }, body, headers }),
    {
      done: () => {
        if (of.dossier_id) navigate({ to: `/insurance/dossiers/${of.dossier_id}` })
      },
    },
  )
  return (
    <Panel title={of.covered ? t('coverage') : t('enterCard')}>
      <Form
        form={form}
        submit={save}
        onSubmit={(typed) => save.submit(bodyOf(typed, of.version))}
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <CardFields of={values.first} onChange={(card) => form.set('first', card)} />
        <Check
          label={t('second')}
          value={values.second !== null}
          onChange={(on) => form.set('second', on ? NO_CARD : null)}
        />
        {values.second && (
          <CardFields of={values.second} onChange={(card) => form.set('second', card)} />
        )}
        <CodeField
          label={t('route')}
          list="visit_eligibility"
          placeholder={t('routeByCard')}
          value={values.route}
          onChange={(route) => form.set('route', route)}
        />
        <Row columns={2}>
          <CodeField
            label={t('kind')}
            list="visit_kind"
            value={values.kind}
            onChange={(kind) => form.set('kind', kind)}
          />
          <CodeField
            label={t('accident')}
            list="accident"
            placeholder={t('none')}
            value={values.accident}
            onChange={(accident) => form.set('accident', accident)}
          />
          <Field label={t('referral')} most={50} {...form.bind('referral')} />
          <Field label={t('fromFacility')} most={5} {...form.bind('from')} />
          <DateField label={t('fiveYears')} {...form.bind('five')} />
          <DateField label={t('exemptFrom')} {...form.bind('exempt')} />
        </Row>
        <Check label={t('paperOwed')} {...form.bind('owed')} />
        {Number(of.threshold) > 0 && (
          <Alert weight="info">{t('threshold', { amount: showMoney(of.threshold) })}</Alert>
        )}
      </Form>
    </Panel>
  )
}

function startOf(of: CoverageOut): Typed {
  const cards = of.cards.map(({ number, facility, since, until, level }) => ({
    number,
    facility,
    since,
    until,
    level: `${level}`,
  }))
  return {
    first: cards[0] ?? NO_CARD,
    second: cards[1] ?? null,
    route: of.route ? { code: of.route, name: of.route_name } : null,
    kind: { code: of.kind, name: of.kind },
    accident: of.accident ? { code: of.accident, name: of.accident } : null,
    referral: of.referral,
    from: of.from_facility,
    five: of.five_years,
    exempt: of.exempt_from,
    owed: of.paper_owed,
  }
}

function bodyOf(typed: Typed, version: number): CoverageIn {
  const cards = [typed.first, typed.second]
    .filter((card): card is CardTyped => Boolean(card?.number.trim()))
    .map(({ level, ...card }) => ({
      ...card,
      number: card.number.trim(),
      facility: card.facility.trim(),
      level: level ? Number(level) : null,
    }))
  return {
    cards,
    route: typed.route?.code ?? '',
    kind: typed.kind?.code ?? '01',
    accident: typed.accident?.code ?? '',
    referral: typed.referral.trim(),
    from_facility: typed.from.trim(),
    five_years: typed.five,
    exempt_from: typed.exempt,
    paper_owed: typed.owed,
    version,
  }
}
