import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsReadingReaderProfileOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsReadingSaveReaderProfile } from '@/kernel/api/sdk.gen'
import type { ReaderProfileIn, ReaderProfileOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Awaited,
  Button,
  Check,
  Dim,
  Field,
  NumberField,
  Page,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
} from '@/kernel/ui'
import { Macros } from '../parts/Macros'
import { s } from '../textDesk'

/** How I work: it follows me to any computer. */
export function Desk() {
  const found = useQuery(risPacsReadingReaderProfileOptions())
  return (
    <Page title={s('desk')} detail={s('about')} narrow>
      <Stack>
        <Awaited of={found}>{(of) => <Profile key={of.version} of={of} />}</Awaited>
        <Macros />
      </Stack>
    </Page>
  )
}

type Preset = ReaderProfileIn['presets'][number]

function Profile({ of }: { of: ReaderProfileOut }) {
  const [presets, setPresets] = useState<Preset[]>(of.presets)
  const [hanging, setHanging] = useState(of.hanging)
  const [layout, setLayout] = useState(of.layout)
  const save = useSubmit((body: ReaderProfileIn, headers) =>
    risPacsReadingSaveReaderProfile({ body, headers }),
  )
  const put = (at: number, some: Partial<Preset>) =>
    setPresets((now) => now.map((each, n) => (n === at ? { ...each, ...some } : each)))
  const modalities = [...new Set(of.protocols.map((each) => each.modality))]
  const send = () =>
    save.submit({
      presets: presets.filter((each) => each.name.trim()),
      hanging,
      layout: layout as ReaderProfileIn['layout'],
      version: of.version,
    })
  return (
    <>
      <RefusalNote of={save.refusal} />
      <Panel title={s('presets')}>
        <Stack>
          {presets.map((each, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: presets have no id; their order is kept
            <Row key={n} columns={4}>
              <Field
                label={s('presetName')}
                most={60}
                value={each.name}
                onChange={(name) => put(n, { name })}
              />
              <Field
                label={s('modality')}
                most={16}
                value={each.modality}
                onChange={(text) => put(n, { modality: text.toUpperCase() })}
              />
              <NumberField
                label={s('centre')}
                value={each.centre}
                least={-32768}
                most={65535}
                onChange={(centre) => put(n, { centre: centre ?? 0 })}
              />
              <NumberField
                label={s('width')}
                value={each.width}
                least={1}
                most={65536}
                onChange={(width) => put(n, { width: width ?? 1 })}
              />
            </Row>
          ))}
          <Row>
            <Button
              small
              onClick={() =>
                setPresets([...presets, { modality: 'CT', name: '', centre: 40, width: 400 }])
              }
            >
              {s('addPreset')}
            </Button>
            {presets.length > 0 && (
              <Button small quiet onClick={() => setPresets(presets.slice(0, -1))}>
                {s('remove')}
              </Button>
            )}
          </Row>
        </Stack>
      </Panel>
      {modalities.length > 0 && (
        <Panel title={s('hanging')}>
          <Row columns={3}>
            {modalities.map((modality) => (
              <Select
                key={modality}
                label={s('hangingOf', { modality })}
                placeholder={s('hangingUsual')}
                value={hanging[modality] ?? null}
                onChange={(id) => {
                  const { [modality]: _, ...rest } = hanging
                  setHanging(id ? { ...rest, [modality]: id } : rest)
                }}
                choices={of.protocols
                  .filter((each) => each.modality === modality)
                  .map((each) => ({ value: each.id, label: each.title[language()] }))}
              />
            ))}
          </Row>
        </Panel>
      )}
      <Panel title={s('layout')}>
        <Row columns={3}>
          <NumberField
            label={s('textSize')}
            unit="px"
            least={12}
            most={24}
            value={layout.text_size}
            onChange={(size) => setLayout({ ...layout, text_size: size ?? 14 })}
          />
          <Check
            label={s('showPriors')}
            value={layout.priors}
            onChange={(priors) => setLayout({ ...layout, priors })}
          />
          <Check
            label={s('goOn')}
            value={layout.next}
            onChange={(next) => setLayout({ ...layout, next })}
          />
        </Row>
      </Panel>
      <Row>
        <Button primary hotkey="F9" busy={save.busy} onClick={send}>
          {s('save')}
        </Button>
        {save.done && <Dim>{s('saved')}</Dim>}
      </Row>
    </>
  )
}
