import { Link } from '@tanstack/react-router'
import type { EncounterOut, PrescriptionDraftOut } from '@/kernel/api/types.gen'
import { Check, Dim, Field, NumberField } from '@/kernel/ui'
import type { Head, Typed } from '../draft'
import { t } from '../text'
import css from './prescription.module.css'

const YOUNG = 72

type Props = {
  encounter: EncounterOut
  server: PrescriptionDraftOut | null
  typed: Typed
  setTyped: (next: (before: Typed) => Typed) => void
}

/** What the checks and the Circular ask of this patient: only what concerns him. */
export function DraftHead({ encounter, server, typed, setTyped }: Props) {
  if (!server || typed.rows.length === 0) return null
  const { head } = typed
  const put = (change: Partial<Head>) =>
    setTyped((before) => ({ ...before, head: { ...before.head, ...change } }))
  const months = server.months
  const child = months !== null && months < 12 * 12
  const bearing =
    encounter.patient.sex === 'female' && months !== null && months >= 144 && months < 624
  return (
    <>
      <div className={css.head}>
        {child && (
          <NumberField
            label={t('weight')}
            unit="kg"
            decimals={3}
            least={0.5}
            most={200}
            value={head.weight ?? (server.weight_known ? Number(server.weight_known) : null)}
            onChange={(weight) => put({ weight })}
          />
        )}
        {months !== null && months < YOUNG && (
          <Field
            label={t('guardian')}
            most={200}
            value={head.guardian}
            onChange={(guardian) => put({ guardian })}
          />
        )}
        {bearing && (
          <Check
            label={t('pregnant')}
            value={head.pregnant || server.expecting}
            onChange={(pregnant) => put({ pregnant })}
          />
        )}
        {bearing && (head.pregnant || server.expecting) && (
          <NumberField
            label={t('weeks')}
            least={1}
            most={44}
            value={head.pregnant_weeks}
            onChange={(pregnant_weeks) => put({ pregnant: true, pregnant_weeks })}
          />
        )}
        {bearing && (
          <Check
            label={t('lactating')}
            value={head.lactating}
            onChange={(lactating) => put({ lactating })}
          />
        )}
      </div>
      {server.unapproved.length > 0 && (
        <p>
          <Dim>
            <Link to={'/prescribing/safety' as never} search={{ tab: 'tables' } as never}>
              {t('unapproved', { n: server.unapproved.length })}
            </Link>
          </Dim>
        </p>
      )}
    </>
  )
}
