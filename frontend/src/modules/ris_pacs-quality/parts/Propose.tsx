import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsQualityPeopleOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisPatientsSearch, risPacsQualityPropose } from '@/kernel/api/sdk.gen'
import type { DeskOut, PatientLine, PictureCorrectionIn } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Choose,
  Dim,
  Field,
  Picker,
  RefusalNote,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { t } from '../text'

const KINDS = ['side', 'move', 'reject'] as const
const CODES = ['113001', '113037', '113038', '113039'] as const
type Kind = (typeof KINDS)[number]
type Code = (typeof CODES)[number]

function usePropose(onClose: () => void) {
  return useSubmit(
    (body: PictureCorrectionIn, headers) => risPacsQualityPropose({ body, headers }),
    {
      done: onClose,
    },
  )
}

function Whose({
  value,
  onChange,
}: {
  value: PatientLine | null
  onChange: (who: PatientLine | null) => void
}) {
  return (
    <Picker<PatientLine>
      label={t('whose')}
      list="ris_pacs.quality.patients"
      placeholder={t('findPatient')}
      value={value}
      onChange={onChange}
      search={(q, signal) =>
        hisPatientsSearch({ query: { q, limit: 20 }, signal }).then((r) => r.data.items)
      }
      line={(each) => ({ key: each.id, code: each.code, name: each.name })}
    />
  )
}

/** What is wrong with the chosen series, and what is right. */
export function Propose({
  of,
  series,
  onClose,
}: {
  of: DeskOut
  series: string[]
  onClose: () => void
}) {
  const first = of.series.find((each) => each.uid === series[0])
  const [kind, setKind] = useState<Kind>('side')
  const [code, setCode] = useState<Code>('113001')
  const [side, setSide] = useState<string>('')
  const [part, setPart] = useState(first?.body_part ?? '')
  const [description, setDescription] = useState(first?.description ?? '')
  const [who, setWho] = useState<PatientLine | null>(null)
  const [reason, setReason] = useState('')
  const save = usePropose(onClose)
  const changes = {
    ...(side ? { Laterality: side } : {}),
    ...(part !== (first?.body_part ?? '') ? { BodyPartExamined: part } : {}),
    ...(description !== (first?.description ?? '') ? { SeriesDescription: description } : {}),
  }
  const ready = reason.trim().length > 2 && (kind !== 'move' || who)
  return (
    <SidePanel open title={t('propose')} onClose={onClose}>
      <Stack>
        <Alert weight="info">{t('secondNote')}</Alert>
        <Choose<Kind>
          label={t('kind')}
          choices={KINDS.map((value) => ({ value, label: t(`k_${value}`) }))}
          value={kind}
          onChange={(value) => {
            if (!value) return
            setKind(value)
            setCode(value === 'move' ? '113038' : '113001')
          }}
        />
        {kind === 'side' && (
          <>
            <Select
              label={t('rightSide')}
              choices={[
                { value: '', label: t('keep') },
                { value: 'R', label: t('right') },
                { value: 'L', label: t('left') },
                { value: 'B', label: t('both') },
              ]}
              value={side}
              onChange={(value) => setSide(value ?? '')}
            />
            <Field label={t('bodyPart')} most={16} value={part} onChange={setPart} />
            <Field
              label={t('description')}
              most={64}
              value={description}
              onChange={setDescription}
            />
          </>
        )}
        {kind === 'move' && <Whose value={who} onChange={setWho} />}
        <Select<Code>
          label={t('code')}
          choices={CODES.map((value) => ({ value, label: t(`c_${value}`) }))}
          value={code}
          onChange={(value) => value && setCode(value)}
        />
        <Field
          label={t('reason')}
          required
          lines={2}
          most={500}
          value={reason}
          onChange={setReason}
        />
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={!ready}
          onClick={() =>
            save.submit({
              study_id: of.study_id,
              kind,
              code,
              reason,
              series,
              changes: kind === 'side' ? changes : {},
              to_patient_id: kind === 'move' ? (who?.id ?? null) : null,
            })
          }
        >
          {t('propose')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

/** Two patients who were sent as one: whom the files name, and whose the strangers are. */
export function Split({ of, onClose }: { of: DeskOut; onClose: () => void }) {
  const found = useQuery(risPacsQualityPeopleOptions({ path: { uid: of.uid } }))
  const [chosen, setChosen] = useState<string | null>(null)
  const [who, setWho] = useState<PatientLine | null>(null)
  const [reason, setReason] = useState('')
  const save = usePropose(onClose)
  return (
    <SidePanel open title={t('split')} onClose={onClose}>
      <Stack>
        <Dim>{t('splitNote')}</Dim>
        <Awaited of={found} rows={3}>
          {({ items }) => (
            <Select
              label={t('said')}
              choices={items.map((each, n) => ({
                value: String(n),
                label: `${each.name.replaceAll('^', ' ')} · ${each.code} · ${each.birth}`,
                extra: String(each.instances.length),
              }))}
              value={chosen}
              onChange={setChosen}
            />
          )}
        </Awaited>
        <Whose value={who} onChange={setWho} />
        <Field label={t('reason')} required most={500} value={reason} onChange={setReason} />
        <RefusalNote of={save.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={save.busy}
          off={chosen === null || !who || reason.trim().length < 3}
          onClick={() =>
            who &&
            save.submit({
              study_id: of.study_id,
              kind: 'move',
              code: '113038',
              reason,
              instances: found.data?.items[Number(chosen)]?.instances ?? [],
              to_patient_id: who.id,
            })
          }
        >
          {t('propose')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
