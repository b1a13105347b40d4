import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPatientsListAllergiesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsAssertNoAllergies, hisPatientsEndAllergy } from '@/kernel/api/sdk.gen'
import type { AllergyOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Alert, Awaited, Button, Panel, RefusalNote, SidePanel, Status } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import { AllergyForm } from './AllergyForm'
import { Ending } from './Ending'
import css from './record.module.css'

/** What he must not get; or that somebody asked, and there is none known. */
export function Allergies({ patientId }: { patientId: string }) {
  const mayRecord = useMay('his.patients.allergy.record')
  const path = { patient_id: patientId }
  const [all, setAll] = useState(false)
  const [open, setOpen] = useState<AllergyOut | 'new'>()
  const [ending, setEnding] = useState<AllergyOut>()
  const found = useQuery(hisPatientsListAllergiesOptions({ path, query: { ended: all } }))
  const none = useSubmit((_: null, headers) => hisPatientsAssertNoAllergies({ path, headers }))
  return (
    <Panel
      title={t('allergies')}
      flush
      actions={
        mayRecord && (
          <Button small quiet onClick={() => setOpen('new')}>
            {t('add')}
          </Button>
        )
      }
    >
      <Awaited of={found} rows={2}>
        {({ status, items, asked_at, asked_by_name }) => (
          <>
            {status === 'not_asked' && (
              <Alert
                weight="warning"
                right={
                  mayRecord && (
                    <Button small busy={none.busy} onClick={() => none.submit(null)}>
                      {t('noneKnown')}
                    </Button>
                  )
                }
              >
                {t('notAsked')}
              </Alert>
            )}
            {status === 'none_known' && asked_at && (
              <div className={css.foot}>
                <Status tone="green">{t('noAllergies')}</Status>{' '}
                <small>
                  {asked_by_name} · {showInstant(asked_at)}
                </small>
              </div>
            )}
            <RefusalNote of={none.refusal} />
            <ul className={css.list}>
              {items.map((each) => (
                <Line
                  key={each.id}
                  of={each}
                  onEdit={mayRecord ? () => setOpen(each) : undefined}
                  onEnd={mayRecord ? () => setEnding(each) : undefined}
                />
              ))}
            </ul>
          </>
        )}
      </Awaited>
      <div className={css.foot}>
        <Button small quiet onClick={() => setAll(!all)}>
          {all ? t('hideEnded') : t('showEnded')}
        </Button>
      </div>
      {open && (
        <SidePanel open title={t('allergies')} onClose={() => setOpen(undefined)}>
          <AllergyForm
            patientId={patientId}
            was={open === 'new' ? undefined : open}
            onDone={() => setOpen(undefined)}
          />
        </SidePanel>
      )}
      {ending && (
        <Ending
          title={t('endAllergy')}
          verb={t('endIt')}
          before={`${t('allergic')}: ${ending.substance}`}
          after={t('noLongerWarned')}
          send={(reason, headers) =>
            hisPatientsEndAllergy({
              path: { ...path, allergy_id: ending.id },
              body: { reason, version: ending.version },
              headers,
            })
          }
          onDone={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

function Line({ of, onEdit, onEnd }: { of: AllergyOut; onEdit?: () => void; onEnd?: () => void }) {
  const facts = [
    of.reaction,
    t(`severity_${of.severity}`),
    t(of.certainty),
    of.noticed && showDate(of.noticed),
    of.ended_at && `${t('ended')}: ${of.ended_reason}`,
  ]
  return (
    <li data-ended={of.ended_at !== null || undefined}>
      <span className={css.text}>
        <Status tone={of.ended_at ? 'grey' : 'red'}>{t(`allergy_${of.kind}`)}</Status>{' '}
        <b>{of.substance}</b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </span>
      {onEdit && !of.ended_at && (
        <Button small quiet onClick={onEdit}>
          {t('edit')}
        </Button>
      )}
      {onEnd && !of.ended_at && (
        <Button small quiet onClick={onEnd}>
          {t('endIt')}
        </Button>
      )}
    </li>
  )
}
