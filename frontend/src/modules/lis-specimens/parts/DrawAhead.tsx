import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAdminRoomsOptions,
  lisSpecimensVesselsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisSpecimensDrawAhead,
  lisSpecimensIdentify,
  lisSpecimensPrintLabels,
} from '@/kernel/api/sdk.gen'
import type { EmergencyDrawIn, IdentifiedOut, Sex } from '@/kernel/api/types.gen'
import { usePlace } from '@/kernel/place'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Check,
  Choose,
  Field,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  Select,
  Stack,
} from '@/kernel/ui'
import { t } from '../text'
import { ScanLine } from './ScanLine'

const UNKNOWN: Sex[] = ['male', 'female', 'unknown']

/** Who it is (or that nobody knows), which tubes, who asked for them: numbered at once. */
export function DrawAhead() {
  const place = usePlace()
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } }))
  const vessels = useQuery(lisSpecimensVesselsOptions())
  const [who, setWho] = useState<IdentifiedOut & { scan: string }>()
  const [unknown, setUnknown] = useState<Sex | null>(null)
  const [asked, setAsked] = useState(false)
  const [chosen, setChosen] = useState<string[]>([])
  const [by, setBy] = useState('')
  const [room, setRoom] = useState<string | null>(null)
  const identify = useSubmit(
    (scan: string, headers) => lisSpecimensIdentify({ body: { scan }, headers }),
    {
      done: (found, scan) => {
        setWho({ ...found, scan })
        setUnknown(null)
      },
    },
  )
  const draw = useSubmit(
    (body: EmergencyDrawIn, headers) => lisSpecimensDrawAhead({ body, headers }),
    {
      done: () => {
        setWho(undefined)
        setUnknown(null)
        setAsked(false)
        setChosen([])
        setBy('')
      },
    },
  )
  const codes = draw.done?.map((tube) => tube.code) ?? []
  return (
    <Panel title={t('drawAhead')}>
      <Stack>
        {codes.length > 0 && (
          <Alert
            weight="info"
            right={
              <PrintButton
                key={codes.join()}
                title={t('printLabels')}
                pdf={() =>
                  lisSpecimensPrintLabels({ body: { codes }, parseAs: 'blob' }).then(
                    (answer) => answer.data as unknown as Blob,
                  )
                }
              >
                {t('printLabels')}
              </PrintButton>
            }
          >
            {t('drawnAhead', { codes: codes.join(', ') })}
          </Alert>
        )}
        <ScanLine label={t('scanCard')} autoFocus onScan={identify.submit} />
        <RefusalNote of={identify.refusal} />
        {who ? (
          <Alert weight="info">{`${who.patient.name} · ${who.patient.code} · ${say(who.patient.age)}`}</Alert>
        ) : (
          <Choose
            label={t('nobodyKnows')}
            value={unknown}
            onChange={setUnknown}
            choices={UNKNOWN.map((value) => ({ value, label: t(`unknown_${value}`) }))}
          />
        )}
        {who && !who.how && <Check label={t('askedBox')} value={asked} onChange={setAsked} />}
        <Row>
          {(vessels.data?.items ?? []).map((each) => (
            <Check
              key={each.code}
              label={say(each.name)}
              name={`tube-${each.code}`}
              value={chosen.includes(each.code)}
              onChange={(on) =>
                setChosen((all) => (on ? [...all, each.code] : all.filter((c) => c !== each.code)))
              }
            />
          ))}
        </Row>
        <Row columns={2}>
          <Field
            label={t('askedBy')}
            hint={t('askedByHint')}
            most={300}
            value={by}
            onChange={setBy}
          />
          <Select
            label={t('emergencyRoom')}
            placeholder={t('emergencyRoomHint')}
            value={room}
            onChange={setRoom}
            choices={(rooms.data?.items ?? [])
              .filter((each) => each.kind === 'exam' || each.kind === 'procedure')
              .map((each) => ({ value: each.id, label: each.name, code: each.code }))}
          />
        </Row>
        <RefusalNote of={draw.refusal} />
        <Button
          primary
          hotkey="F9"
          busy={draw.busy}
          off={(!who && !unknown) || chosen.length === 0 || by.trim().length < 2}
          onClick={() =>
            draw.submit({
              containers: chosen,
              asked_by: by.trim(),
              room_id: room,
              scan: who?.how ? who.scan : '',
              patient_id: who && !who.how ? who.patient.id : null,
              asked,
              unknown: who ? null : unknown,
              where: place?.name ?? '',
            })
          }
        >
          {t('numberAhead', { n: chosen.length })}
        </Button>
      </Stack>
    </Panel>
  )
}
