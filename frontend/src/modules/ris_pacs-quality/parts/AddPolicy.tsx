import { useState } from 'react'
import { risPacsQualityAdd } from '@/kernel/api/sdk.gen'
import type { PackingIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { Alert, Button, Field, NumberField, RefusalNote, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'

/** Which pictures are packed at night, and when what came may go. */
export function AddPolicy({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [modality, setModality] = useState('')
  const [source, setSource] = useState('')
  const [older, setOlder] = useState<number | null>(30)
  const [drop, setDrop] = useState<number | null>(null)
  const [ratio, setRatio] = useState<number | null>(null)
  const save = useSubmit((body: PackingIn, headers) => risPacsQualityAdd({ body, headers }), {
    done: onClose,
  })
  return (
    <SidePanel open title={t('addPolicy')} onClose={onClose}>
      <Stack>
        <Field label={t('policyName')} required most={200} value={name} onChange={setName} />
        <Field label={t('modality')} most={16} value={modality} onChange={setModality} />
        <Field label={t('source')} most={60} value={source} onChange={setSource} />
        <NumberField
          label={t('olderDays')}
          unit={t('days')}
          required
          least={0}
          most={36500}
          value={older}
          onChange={setOlder}
        />
        <NumberField label={t('ratio')} least={2} most={30} value={ratio} onChange={setRatio} />
        {ratio ? (
          <Alert weight="warning">{t('lossNote')}</Alert>
        ) : (
          <NumberField
            label={t('dropDays')}
            unit={t('days')}
            least={1}
            most={36500}
            value={drop}
            onChange={setDrop}
          />
        )}
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={!name.trim() || older === null}
          onClick={() =>
            save.submit({
              name,
              modality: modality.trim().toUpperCase(),
              source: source.trim(),
              older_days: older ?? 0,
              drop_days: ratio ? null : drop,
              ratio,
            })
          }
        >
          {t('addPolicy')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
