import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisSpecimensLabelPresetsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensLabel, lisSpecimensPrintLabels } from '@/kernel/api/sdk.gen'
import type { CollectionOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Button, Panel, PrintButton, RefusalNote, Select } from '@/kernel/ui'
import { IconBarcode } from '@/kernel/ui/icons'
import { t } from '../text'
import css from './specimens.module.css'
import { notesOf, TubeLine, testsOf } from './TubeLine'

/** The tubes that want a label; labelled ones print where the nurse stands. */
export function Labelling({ now }: { now: CollectionOut }) {
  const path = { patient_id: now.patient.id }
  const [preset, setPreset] = useState<string | null>(null)
  const presets = useQuery(lisSpecimensLabelPresetsOptions())
  const label = useSubmit((_: undefined, headers) => lisSpecimensLabel({ path, body: {}, headers }))
  const codes = now.labelled.map((each) => each.specimen.code)
  const printed = now.labelled.every((each) => each.specimen.prints > 0)
  const sizes = presets.data?.items ?? []
  return (
    <Panel
      title={t('toLabel')}
      flush
      actions={
        codes.length > 0 && (
          <PrintButton
            key={codes.join()}
            title={t('printLabels')}
            pdf={() =>
              lisSpecimensPrintLabels({
                body: { codes, preset: preset ?? '' },
                parseAs: 'blob',
              }).then((answer) => answer.data as unknown as Blob)
            }
          >
            {t(printed ? 'reprint' : 'printLabels')}
          </PrintButton>
        )
      }
    >
      {now.wanted.length === 0 && codes.length === 0 && <p className={css.none}>{t('noTubes')}</p>}
      <ul className={css.tubes}>
        {now.wanted.map((tube) => (
          <TubeLine
            key={tube.items[0]?.id}
            vessel={tube.vessel}
            section={say(tube.section)}
            urgency={tube.urgency}
            planned={tube.planned_at}
            tests={testsOf(tube.items)}
            notes={notesOf(tube.items)}
            unpaid={tube.items.some((each) => each.unpaid)}
          />
        ))}
      </ul>
      <RefusalNote of={label.refusal} />
      <div className={css.inside}>
        {now.wanted.length > 0 && (
          <Button
            primary
            hotkey="F9"
            icon={IconBarcode}
            busy={label.busy}
            onClick={() => label.submit(undefined)}
          >
            {t('label', { n: now.wanted.length })}
          </Button>
        )}
        {codes.length > 0 && sizes.length > 1 && (
          <Select
            label={t('preset')}
            value={preset}
            placeholder={t('presetOfTube')}
            onChange={setPreset}
            choices={sizes.map((each) => ({ value: each.code, label: say(each.name) }))}
          />
        )}
      </div>
    </Panel>
  )
}
