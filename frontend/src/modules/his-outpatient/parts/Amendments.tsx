import { useState } from 'react'
import { hisOutpatientAmend } from '@/kernel/api/sdk.gen'
import type { AmendIn, EncounterOut, ExaminationOut, VisitOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Field, Panel, Select } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

const FIELDS = ['reason', 'illness', 'past', 'general', 'organs', 'plan', 'conclusion'] as const
type Amended = (typeof FIELDS)[number]

/** What changed after the visit ended, and the panel that changes it. */
export function Amendments({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const mayAmend = useMay('his.outpatient.visit.amend')
  const [open, setOpen] = useState(false)
  const written = visit.examination
  if (encounter.state !== 'closed' || !written) return null
  return (
    <Panel
      title={t('amendments')}
      actions={
        mayAmend ? (
          <Button small onClick={() => setOpen(true)}>
            {t('amend')}
          </Button>
        ) : undefined
      }
    >
      <ul>
        {visit.amendments.map((each) => (
          <li key={each.id}>
            {showInstant(each.at)} · {each.by_name} · {t(each.field as Amended)}: {String(each.new)}{' '}
            ({each.reason})
          </li>
        ))}
      </ul>
      {open && <Amend written={written} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Amend({ written, onClose }: { written: ExaminationOut; onClose: () => void }) {
  const [field, setField] = useState<Amended>('conclusion')
  const [value, setValue] = useState(written.conclusion)
  const amend = useSubmit(
    (body: AmendIn, headers) =>
      hisOutpatientAmend({ path: { encounter_id: written.encounter_id }, body, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('amend')}
      verb={t('amend')}
      before={written[field] || t('nobody')}
      after={value || t('nobody')}
      busy={amend.busy}
      refusal={amend.refusal}
      onAct={(reason) => amend.submit({ field, value, reason, version: written.version })}
      onClose={onClose}
    >
      <Select
        label={t('amendWhat')}
        value={field}
        onChange={(chosen) => {
          if (!chosen) return
          setField(chosen)
          setValue(written[chosen])
        }}
        choices={FIELDS.map((each) => ({ value: each, label: t(each) }))}
      />
      <Field label={t('amendTo')} lines={4} most={4000} value={value} onChange={setValue} />
    </DangerPanel>
  )
}
