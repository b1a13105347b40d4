import { useQuery } from '@tanstack/react-query'
import {
  hisPharmacyDispensedOfEncounterOptions,
  hisPharmacyDispensedOfEncounterQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { useLive } from '@/kernel/live'
import { Alert, Dim, Panel, Status } from '@/kernel/ui'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show, units } from './quantity'
import { DISPENSING } from './state'

/** On the doctor's page: what the pharmacy did with the prescription, and what it says. */
export function Dispensed({ encounterId }: { encounterId: string; patientId: string }) {
  const path = { encounter_id: encounterId }
  const found = useQuery(hisPharmacyDispensedOfEncounterOptions({ path }))
  useLive(['dispensing'], [hisPharmacyDispensedOfEncounterQueryKey({ path })])
  const all = found.data?.items ?? []
  if (all.length === 0) return null
  return (
    <Panel title={t('dispensedPanel')} flush>
      {all.map((each) => (
        <div key={each.id}>
          <div className={css.total}>
            <Dim>{each.code}</Dim>
            <Status tone={DISPENSING[each.state]}>{t(each.state)}</Status>
          </div>
          {each.note && (
            <Alert weight="warning">
              {t('pharmacistSays')}: {each.note}
            </Alert>
          )}
          <ol className={css.lines}>
            {each.items.map((item) => (
              <li key={item.id}>
                <div>
                  {item.gives_name}
                  {item.refused_reason && (
                    <div>
                      <Status tone="red">{t('refusedState')}</Status> {item.refused_reason}
                    </div>
                  )}
                </div>
                <span className={css.howMuch}>
                  {units(item.dispensed) > 0n
                    ? `${show(item.dispensed)} / ${show(item.quantity)} ${item.unit}`
                    : t('notDispensed')}
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </Panel>
  )
}
