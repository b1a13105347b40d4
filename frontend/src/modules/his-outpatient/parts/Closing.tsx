import { Link } from '@tanstack/react-router'
import { type RefObject, useState } from 'react'
import { hisOutpatientClose } from '@/kernel/api/sdk.gen'
import type { Disposition, EncounterOut, VisitOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Panel, RefusalNote, Select } from '@/kernel/ui'
import { t } from '../text'

/** Saves what is typed and not saved yet; null where nothing is. */
export type Unsaved = RefObject<(() => Promise<unknown>) | null>

const WAYS: Disposition[] = ['home', 'appointment', 'admitted', 'referred', 'left', 'died']

/** The papers that were issued tell how the visit ends. */
function wayOf({ papers }: VisitOut): Disposition {
  const kinds = papers.filter((each) => !each.cancelled_at).map((each) => each.kind)
  if (kinds.includes('transfer')) return 'referred'
  if (kinds.includes('admission')) return 'admitted'
  return kinds.includes('revisit') ? 'appointment' : 'home'
}

type Props = { encounter: EncounterOut; visit: VisitOut; unsaved: Unsaved }

/** The gate: what is missing, by name; and the one key that saves and ends the visit. */
export function Closing({ encounter, visit, unsaved }: Props) {
  const mayClose = useMay('his.outpatient.visit.close')
  const [chosen, setWay] = useState<Disposition | null>()
  const way = chosen === undefined ? wayOf(visit) : chosen
  const close = useSubmit(async (disposition: Disposition, headers) => {
    await unsaved.current?.()
    return hisOutpatientClose({
      path: { encounter_id: encounter.id },
      body: { disposition },
      headers,
    })
  })
  if (encounter.state !== 'in_progress') return null
  return (
    <Panel title={t('finish')}>
      {visit.missing.length > 0 ? (
        <Alert weight="info">
          {t('missing', { n: visit.missing.length })}
          <ul>
            {visit.missing.map((each) => (
              <li key={each.says.en}>
                {each.where.startsWith('result:') ? (
                  <Link to={`/results/${each.where.slice(7)}`}>{say(each.says)}</Link>
                ) : (
                  say(each.says)
                )}
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        <Alert weight="info">{t('ready')}</Alert>
      )}
      <Select
        label={t('disposition')}
        value={way}
        onChange={setWay}
        choices={WAYS.map((value) => ({ value, label: t(value) }))}
      />
      {mayClose && (
        <Button
          primary
          hotkey="F9"
          busy={close.busy}
          off={!way}
          onClick={() => way && close.submit(way)}
        >
          {t('finish')}
        </Button>
      )}
      <RefusalNote of={close.refusal} />
    </Panel>
  )
}
