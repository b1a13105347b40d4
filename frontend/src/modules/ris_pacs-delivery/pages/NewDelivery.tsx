import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { risPacsDeliveryChoicesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsDeliveryAsk } from '@/kernel/api/sdk.gen'
import type {
  DeliveredStudyOut,
  DeliveryForm,
  DeliveryIn,
  DeliveryPurpose,
} from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Check,
  Choose,
  Dim,
  Field,
  NumberField,
  Page,
  Panel,
  RefusalNote,
  Row,
  Stack,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

const FORMS = ['link', 'zip', 'iso'] as const
const EDGES = ['top', 'bottom', 'left', 'right'] as const
type Edges = Record<(typeof EDGES)[number], number | null>

/** Choose a patient's studies and say how they leave. */
export function NewDelivery() {
  const { patientId = '' } = useParams({ strict: false })
  const found = useQuery(risPacsDeliveryChoicesOptions({ path: { patient_id: patientId } }))
  return (
    <Page title={t('newDelivery')}>
      <Stack>
        <Slot name="patient.banner" patientId={patientId} />
        <Awaited of={found}>
          {({ items }) =>
            items.length ? (
              <Wizard patientId={patientId} studies={items} />
            ) : (
              <Dim>{t('noStudies')}</Dim>
            )
          }
        </Awaited>
      </Stack>
    </Page>
  )
}

function Wizard({ patientId, studies }: { patientId: string; studies: DeliveredStudyOut[] }) {
  const navigate = useNavigate()
  const mayTeach = useMay('ris_pacs.delivery.job.teach')
  const [chosen, setChosen] = useState<string[]>(studies[0] ? [studies[0].id] : [])
  const [form, setForm] = useState<DeliveryForm>('link')
  const [purpose, setPurpose] = useState<DeliveryPurpose>('patient')
  const [recipient, setRecipient] = useState('')
  const [code, setCode] = useState('')
  const [birth, setBirth] = useState('')
  const [consent, setConsent] = useState(false)
  const [edges, setEdges] = useState<Edges>({ top: null, bottom: null, left: null, right: null })
  const save = useSubmit((body: DeliveryIn, headers) => risPacsDeliveryAsk({ body, headers }), {
    done: (made) =>
      navigate({
        to: '/imaging/deliveries/$deliveryId',
        params: { deliveryId: made.delivery.id },
      }),
  })
  const teaching = purpose === 'teaching'
  const purposes = (['patient', 'doctor', 'teaching'] as const).filter(
    (each) => each !== 'teaching' || mayTeach,
  )
  const toggle = (id: string, on: boolean) =>
    setChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id))
  const ready = chosen.length && recipient.trim() && code.trim() && birth.trim()
  return (
    <Panel>
      <Stack>
        <Stack>
          {studies.map((each) => (
            <Check
              key={each.id}
              label={`${each.date ? showDate(each.date) : '–'} · ${each.modalities} ${each.description} · ${each.pictures}`}
              value={chosen.includes(each.id)}
              onChange={(on) => toggle(each.id, on)}
            />
          ))}
        </Stack>
        <Choose<DeliveryPurpose>
          label={t('purpose')}
          choices={purposes.map((value) => ({ value, label: t(`p_${value}`) }))}
          value={purpose}
          onChange={(value) => value && setPurpose(value)}
        />
        <Choose<DeliveryForm>
          label={t('form')}
          choices={FORMS.filter((value) => !teaching || value !== 'link').map((value) => ({
            value,
            label: t(`f_${value}`),
          }))}
          value={teaching && form === 'link' ? 'zip' : form}
          onChange={(value) => value && setForm(value)}
        />
        {purpose !== 'patient' && (
          <Check label={t('consent')} value={consent} onChange={setConsent} />
        )}
        {teaching && (
          <>
            <Alert weight="info">{t('anonymisedNote')}</Alert>
            <Dim>{t('boxes')}</Dim>
            <Row columns={4}>
              {EDGES.map((edge) => (
                <NumberField
                  key={edge}
                  label={t(edge)}
                  unit="%"
                  least={0}
                  most={60}
                  value={edges[edge]}
                  onChange={(value) => setEdges({ ...edges, [edge]: value })}
                />
              ))}
            </Row>
          </>
        )}
        <Field
          label={t('recipient')}
          required
          most={200}
          value={recipient}
          onChange={setRecipient}
        />
        <Dim>{t('identity')}</Dim>
        <Row columns={2}>
          <Field label={t('code')} required most={40} value={code} onChange={setCode} />
          <Field label={t('birth')} required most={12} value={birth} onChange={setBirth} />
        </Row>
        <RefusalNote of={save.refusal} />
        <div>
          <Button
            primary
            hotkey="F9"
            busy={save.busy}
            off={!ready}
            onClick={() =>
              save.submit({
                patient_id: patientId,
                studies: chosen,
                form: teaching && form === 'link' ? 'zip' : form,
                purpose,
                recipient,
                code,
                birth,
                consent,
                boxes: teaching ? boxesOf(edges) : [],
              })
            }
          >
            {t('make')}
          </Button>
        </div>
      </Stack>
    </Panel>
  )
}

function boxesOf(edges: Edges) {
  const of = (edge: keyof Edges) => (edges[edge] ?? 0) / 100
  const whole = { left: 0, top: 0, right: 1, bottom: 1 }
  return [
    ...(of('top') ? [{ ...whole, bottom: of('top') }] : []),
    ...(of('bottom') ? [{ ...whole, top: 1 - of('bottom') }] : []),
    ...(of('left') ? [{ ...whole, right: of('left') }] : []),
    ...(of('right') ? [{ ...whole, left: 1 - of('right') }] : []),
  ]
}
