import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lisSpecimensPlacesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisSpecimensDivide,
  lisSpecimensLose,
  lisSpecimensReceive,
  lisSpecimensStore,
  lisSpecimensTakeOut,
} from '@/kernel/api/sdk.gen'
import type { SpecimenWhole } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Button,
  Check,
  DangerPanel,
  Field,
  Panel,
  RefusalNote,
  Row,
  Select,
  SidePanel,
  Stack,
} from '@/kernel/ui'
import { t } from '../text'
import { RejectPanel } from './RejectPanel'

type Open = 'reject' | 'lose' | 'divide' | 'store' | undefined

/** What can be done with a tube in its state. */
export function TubeActs({ whole }: { whole: SpecimenWhole }) {
  const { code, state } = whole.specimen
  const path = { code }
  const mayReceive = useMay('lis.specimens.specimen.receive')
  const mayKeep = useMay('lis.specimens.specimen.keep')
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const receive = useSubmit((_: undefined, headers) =>
    lisSpecimensReceive({ path, body: {}, headers }),
  )
  const lose = useSubmit(
    (reason: string, headers) => lisSpecimensLose({ path, body: { reason }, headers }),
    { done: close },
  )
  const takeOut = useSubmit((_: undefined, headers) => lisSpecimensTakeOut({ path, headers }))
  const there = ['collected', 'sent', 'received', 'stored', 'shipped'].includes(state)
  const inside = state === 'received' || state === 'stored'
  return (
    <Panel>
      <Row>
        {mayReceive && ['collected', 'sent', 'shipped', 'lost'].includes(state) && (
          <Button primary hotkey="F9" busy={receive.busy} onClick={() => receive.submit(undefined)}>
            {t('receive')}
          </Button>
        )}
        {mayKeep && inside && <Button onClick={() => setOpen('store')}>{t('store')}</Button>}
        {mayKeep && state === 'stored' && (
          <Button busy={takeOut.busy} onClick={() => takeOut.submit(undefined)}>
            {t('takeOut')}
          </Button>
        )}
        {mayReceive && inside && <Button onClick={() => setOpen('divide')}>{t('divide')}</Button>}
        {mayReceive && there && (
          <>
            <Button danger onClick={() => setOpen('reject')}>
              {t('reject')}
            </Button>
            <Button danger quiet onClick={() => setOpen('lose')}>
              {t('lose')}
            </Button>
          </>
        )}
      </Row>
      <RefusalNote of={receive.refusal ?? takeOut.refusal} />
      {open === 'reject' && <RejectPanel code={code} onClose={close} />}
      {open === 'store' && <StorePanel code={code} onClose={close} />}
      {open === 'divide' && <DividePanel whole={whole} onClose={close} />}
      {open === 'lose' && (
        <DangerPanel
          open
          title={`${t('lose')} ${code}`}
          verb={t('lose')}
          before={t('loseBefore', { code })}
          after={t('loseAfter')}
          busy={lose.busy}
          refusal={lose.refusal}
          onAct={lose.submit}
          onClose={close}
        />
      )}
    </Panel>
  )
}

function StorePanel({ code, onClose }: { code: string; onClose: () => void }) {
  const [place, setPlace] = useState<string | null>(null)
  const [position, setPosition] = useState('')
  const places = useQuery(lisSpecimensPlacesOptions())
  const store = useSubmit(
    (location_id: string, headers) =>
      lisSpecimensStore({ path: { code }, body: { location_id, position }, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={`${t('store')} · ${code}`} onClose={onClose}>
      <Stack>
        <Select
          label={t('place')}
          required
          autoFocus
          value={place}
          onChange={setPlace}
          choices={(places.data?.items ?? [])
            .filter((each) => each.active)
            .map((each) => ({ value: each.id, label: each.path, code: each.code }))}
        />
        <Field
          label={t('position')}
          hint={t('positionHint')}
          value={position}
          onChange={setPosition}
        />
        <RefusalNote of={store.refusal} />
        <Button
          primary
          hotkey="F9"
          off={!place}
          busy={store.busy}
          onClick={() => place && store.submit(place)}
        >
          {t('storeDo')}
        </Button>
      </Stack>
    </SidePanel>
  )
}

function DividePanel({ whole, onClose }: { whole: SpecimenWhole; onClose: () => void }) {
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<string[]>([])
  const [volume, setVolume] = useState('')
  const divide = useSubmit(
    (_: undefined, headers) =>
      lisSpecimensDivide({
        path: { code: whole.specimen.code },
        body: { item_ids: chosen, volume_ml: volume.trim().replace(',', '.') || null },
        headers,
      }),
    { done: (part) => navigate({ to: `/lab/specimens/${part.specimen.code}` }) },
  )
  const open = whole.items.filter((each) => each.state !== 'ended' && each.state !== 'verified')
  return (
    <SidePanel open title={`${t('divide')} · ${whole.specimen.code}`} onClose={onClose}>
      <Stack>
        {open.map((item) => (
          <Check
            key={item.id}
            label={say(item.name)}
            value={chosen.includes(item.id)}
            onChange={(on) =>
              setChosen(on ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))
            }
          />
        ))}
        <Field label={t('volume')} unit="ml" value={volume} onChange={setVolume} />
        <RefusalNote of={divide.refusal} />
        <Button primary hotkey="F9" busy={divide.busy} onClick={() => divide.submit(undefined)}>
          {t('divideDo')}
        </Button>
      </Stack>
    </SidePanel>
  )
}
